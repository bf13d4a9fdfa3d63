"""The addresses of this desk."""

from django.urls import URLPattern, path

from attune.web.learner import access

urlpatterns: list[URLPattern] = [
    path("me/access/", access.access, name="access"),
    path("me/access/answer/<int:question_id>/", access.answer, name="access_answer"),
    path("me/access/withdraw/<int:request_id>/", access.withdraw, name="access_withdraw"),
    path("me/access/send/<int:request_id>/", access.send_link, name="access_send"),
    path("me/access/confirm/<str:token>/", access.confirm, name="access_confirm"),
]
