//! HTTP: routes, wire types, OpenAPI, cookies, headers, limits and the embedded web app.
