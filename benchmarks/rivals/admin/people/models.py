"""A practice and its people, with an index for what is sorted and filtered."""

from django.db import models


class Practice(models.Model):
    name = models.CharField(max_length=200, db_index=True)
    jurisdiction = models.CharField(max_length=10, db_index=True)

    def __str__(self):
        return self.name


class Member(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, db_index=True)
    email = models.CharField(max_length=254, db_index=True)
    staff_type = models.CharField(max_length=40, db_index=True)
    suffix = models.CharField(max_length=20)
    state = models.CharField(max_length=40, db_index=True)
