// The behaviours of GOV.UK Frontend that the portal uses, as one module; site.js starts them on the page and on fragments.
export { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
export { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
