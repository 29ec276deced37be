"""What a check of this plugin needs: a whole form as it is typed."""

ANSWERS = {
    "fax": ["(201) 555-0123"],
    "lab_facilities": ["NORTH"],
    "alerts": ["visits", "discharges", "documents", "labs", "census"],
    "visits_by": ["both"],
    "discharges_by": ["fax"],
    "documents_by": ["email"],
    "labs_by": ["fax"],
    "recipients": ["person-1"],
}
