// Runs before the page is drawn, so that answers which open further questions start closed and nothing jumps.
document.documentElement.classList.add("govuk-frontend-supported");
