//! Roles, permissions, scopes, masks and explanations; decide gives a Permit.
