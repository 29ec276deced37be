"""All rows of the matrix."""

from tests.web import (
    access_matrix,
    authority_rows,
    console_rows,
    enrollment_rows,
    joining_rows,
    misuse_rows,
    office_rows,
    pick_up_rows,
    review_rows,
    site_rows,
    staff_rows,
    tracking_rows,
)

ROWS: tuple[access_matrix.Row, ...] = (
    *access_matrix.ROWS,
    *enrollment_rows.ROWS,
    *tracking_rows.ROWS,
    *console_rows.ROWS,
    *pick_up_rows.PICK_UP,
    *office_rows.ROWS,
    *joining_rows.ROWS,
    *authority_rows.ROWS,
    *misuse_rows.ROWS,
    *review_rows.ROWS,
    *staff_rows.ROWS,
    *site_rows.ROWS,
)
