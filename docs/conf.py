"""How the documentation is built: `make docs` writes it to build/docs; a warning is an error."""

project = "Clinical Connectivity"
copyright = "the makers of Clinical Connectivity"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = project
html_copy_source = False
html_show_sphinx = False
exclude_patterns = ["vendored", "_build"]
# Headings may be linked to as GitHub does it.
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
