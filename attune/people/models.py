"""Persons, the agencies they serve in, and how it is decided who may enter."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property


class ServiceRole(models.TextChoices):
    """What a person does for victims; an audience can name these."""

    OFFICER = "officer", "Officer"
    DETECTIVE = "detective", "Detective or investigator"
    VICTIM_SPECIALIST = "victim-specialist", "Victim specialist"
    PROSECUTOR = "prosecutor", "Prosecutor"
    FORENSIC_INTERVIEWER = "forensic-interviewer", "Forensic interviewer"
    ADVOCATE = "advocate", "Advocate"
    OTHER = "other", "Another role that serves victims"


class HouseRole(models.TextChoices):
    """What a person does for this site."""

    STAFF = "staff", "Staff"
    AUTHOR = "author", "Author"
    MANAGER = "manager", "Agency manager"


class PersonQuerySet(models.QuerySet["Person"]):
    def holding(self, role: str) -> Self:
        """Those with an appointment to a house role that has not ended."""
        return self.filter(appointments__role=role, appointments__ended_at=None)


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """Django asks for these two by name (createsuperuser, allauth)."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email: str | None) -> "Person":
        return self.get(email__iexact=email)


class Person(AbstractBaseUser):
    """Somebody with an account. `name` is as it should stand on a certificate."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    external_id = models.CharField(max_length=255, blank=True, help_text="The id an agency's directory gave (SCIM externalId).")

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="person_email_once"),)

    def __str__(self) -> str:
        return f"person {self.pk}"

    @cached_property
    def held_roles(self) -> frozenset[str]:
        """The house roles of this person, asked once per instance: a request has one instance."""
        return frozenset(self.appointments.filter(ended_at=None).values_list("role", flat=True))

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class Appointment(models.Model):
    """A person holds a house role, from a day, by somebody's decision."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=HouseRole.choices)
    agency = models.ForeignKey("people.Agency", models.PROTECT, null=True, blank=True, related_name="appointments")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "role", "agency"), condition=models.Q(ended_at=None), name="appointment_held_once"
            ),
            models.UniqueConstraint(
                fields=("person", "role"), condition=models.Q(ended_at=None, agency=None), name="house_role_held_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"


class Agency(models.Model):
    """An organisation that serves victims. `ori` is the nine-character US agency identifier, or its like elsewhere."""

    name = models.CharField(max_length=160)
    place = models.CharField(max_length=120, blank=True)
    ori = models.CharField(max_length=20, null=True, blank=True, unique=True)
    made_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "agencies"
        ordering = ("name",)
        constraints = (models.UniqueConstraint(Lower("name"), Lower("place"), name="agency_once"),)

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.name}, {self.place}" if self.place else self.name


class AgencyDomain(models.Model):
    """An e-mail domain that belongs to an agency; matched exactly, never by likeness."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(domain=Lower("domain")), name="domain_is_lower_case"),)

    def __str__(self) -> str:
        return self.domain


class Membership(models.Model):
    """A person serves in an agency, in a role, from a day until a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=ServiceRole.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "agency"), condition=models.Q(until=None), name="membership_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} in {self.agency_id}"


class VettingRequestQuerySet(models.QuerySet["VettingRequest"]):
    def waiting(self) -> Self:
        """Open, oldest first."""
        return self.filter(closed_at=None).order_by("made_at", "pk")

    def visible_to(self, person: Person) -> Self:
        """Staff see every request, anybody else their own."""
        is_staff = Person.objects.holding(HouseRole.STAFF).filter(pk=person.pk, is_active=True)
        return self.filter(models.Q(person=person.pk) | models.Exists(is_staff))


class VettingRequest(models.Model):
    """A person asks to be let in. Open until it is decided or withdrawn."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="vetting_requests")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="vetting_requests")
    agency_name = models.CharField(max_length=160)
    role = models.CharField(max_length=30, choices=ServiceRole.choices)
    work_email = models.EmailField(max_length=254)
    work_email_confirmed_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = VettingRequestQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person",), condition=models.Q(closed_at=None), name="one_open_request"),)
        indexes = (models.Index(fields=("closed_at", "made_at")),)

    def __str__(self) -> str:
        return f"request {self.pk}"


class VettingQuestion(models.Model):
    """Staff ask the person something about the request; the person answers once."""

    request = models.ForeignKey(VettingRequest, models.PROTECT, related_name="questions")
    text = models.CharField(max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"question {self.pk}"


class VettingDecision(models.Model):
    """The one answer to a request, with a reason in words the person may read."""

    request = models.OneToOneField(VettingRequest, models.PROTECT, related_name="decision")
    is_approved = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(is_approved=True) | ~models.Q(reason=""), name="a_no_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"decision {self.pk}"


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    def current(self, at: datetime) -> Self:
        """Granted, not expired and not ended at that moment."""
        return self.filter(granted_at__lte=at, expires_at__gt=at, ended_at=None)


class Clearance(models.Model):
    """A vetted person's access: in which role, for which agency, until when."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="clearances")
    decision = models.OneToOneField(VettingDecision, models.PROTECT, related_name="clearance")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="clearances")
    role = models.CharField(max_length=30, choices=ServiceRole.choices)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("person", "expires_at")),)

    def __str__(self) -> str:
        return f"clearance {self.pk}"
