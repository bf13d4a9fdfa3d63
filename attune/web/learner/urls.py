"""The addresses of this desk. Everybody here is signed in; whom a series is for is asked at every page of it."""

from django.urls import path

from attune.web.learner import access, beginning, certificates, home, playing

urlpatterns = [
    path("me/", home.me, name="me"),
    path("me/access/", access.access, name="access"),
    path("me/access/answer/<int:question_id>/", access.answer, name="access_answer"),
    path("me/access/withdraw/<int:request_id>/", access.withdraw, name="access_withdraw"),
    path("me/access/send/<int:request_id>/", access.send_link, name="access_send"),
    path("me/access/confirm/<str:token>/", access.confirm, name="access_confirm"),
    path("me/transcript/", certificates.transcript, name="transcript"),
    path("certificates/<str:number>.pdf", certificates.certificate_file, name="certificate_file"),
    path("certificates/<str:number>/", certificates.certificate, name="certificate"),
    path("learn/<slug:series>/", beginning.learn_series, name="learn_series"),
    path("learn/<slug:series>/<slug:module>/", beginning.learn_module, name="learn_module"),
    path("learn/<slug:series>/<slug:module>/why/", playing.why, name="why"),
    path("learn/<slug:series>/<slug:module>/<slug:component>/", playing.play, name="play"),
]
