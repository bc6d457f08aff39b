"""What the list of cases is filtered, counted and put in order by: one narrow row for each case."""

from django.db import models

from proposals.list_rows import DepartmentListingQuerySet, ListingQuerySet, TallyQuerySet
from proposals.models.cases import Assignment, Proposal
from proposals.models.organization import Department


class Listing(models.Model):
    """Written by the database alone (`proposals.triggers`), so that nothing which writes a case can forget it.

    `open_due` is the earliest due date of an answer that is still open, `outcome` that of the reply sent last; `meeting` is 0 where only
    the term is known.
    """

    proposal = models.OneToOneField(Proposal, models.CASCADE, primary_key=True, related_name="listing")
    session = models.ForeignKey("proposals.Session", models.PROTECT, related_name="+", db_index=False)
    term = models.PositiveSmallIntegerField()
    meeting = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    case_no = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    assigning_body = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+", db_index=False)
    outcome = models.CharField(max_length=20, db_default="")
    open_due = models.DateField(null=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = "row of the list"
        verbose_name_plural = "rows of the list"
        indexes = [
            # The two orders of the list, for those who see everything and for an assigning body: a page is read off the index.
            models.Index(fields=["open_due", "-term", "-meeting", "kind", "case_no"], name="listing_by_due"),
            models.Index(fields=["-term", "-meeting", "kind", "case_no"], name="listing_by_number"),
            models.Index(fields=["assigning_body", "open_due", "-term", "-meeting", "kind", "case_no"], name="listing_body_by_due"),
            models.Index(fields=["assigning_body", "-term", "-meeting", "kind", "case_no"], name="listing_body_by_number"),
            # What the facets count, in an order in which they are counted without being sorted; with the key, for those among many hits.
            models.Index(fields=["assigning_body", "session", "kind", "state", "outcome", "open_due", "proposal"], name="listing_counted"),
        ]

    def __str__(self) -> str:
        return self.case_no


# The tasks of a row, by no column of its own: through the case, every case of a department would be looked up once more.
_TASKS = models.ForeignObject(Listing, models.DO_NOTHING, from_fields=["proposal"], to_fields=["proposal"], related_name="tasks")
_TASKS.contribute_to_class(Assignment, "listing", private_only=True)


class DepartmentListing(models.Model):
    """The list of a department: one narrow row for each case that it has a task in, or had one that it gave back. Written by the database
    alone, as `Listing`, whose columns it repeats so that the page and the counts of a department are read off an index.

    `due` is the day by which the department itself has to answer; where it gave the case back, `open_due`. `part` is the mode of its task,
    and empty where it gave the case back.
    """

    pk = models.CompositePrimaryKey("proposal", "department")
    # No keys in the database: its triggers take a row away with what it is about.
    proposal = models.ForeignKey(Proposal, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    department = models.ForeignKey(Department, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    session = models.ForeignKey("proposals.Session", models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    term = models.PositiveSmallIntegerField()
    meeting = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    case_no = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    due = models.DateField(null=True)
    part = models.CharField(max_length=12)

    objects = DepartmentListingQuerySet.as_manager()

    class Meta:
        verbose_name = "row of a department's list"
        verbose_name_plural = "rows of a department's list"
        indexes = [
            models.Index(fields=["department", "due", "-term", "-meeting", "kind", "case_no", "proposal"], name="departments_by_due"),
            models.Index(
                fields=["department", "session", "kind", "state", "outcome", "due", "part", "proposal"], name="departments_counted"
            ),
        ]

    def __str__(self) -> str:
        return self.case_no


class Tally(models.Model):
    """So many cases more, or fewer, that have this in the list. Written by the database alone, see `proposals.tally`."""

    # No keys of other tables: a row may outlive what it once counted until the rows are summed up.
    assigning_body_id = models.BigIntegerField(null=True)
    session_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    open_due = models.DateField(null=True)
    cases = models.IntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = "number of cases"
        verbose_name_plural = "numbers of cases"

    def __str__(self) -> str:
        return f"{self.state} {self.cases:+}"
