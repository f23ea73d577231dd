//! Users, teams, passwords, sessions, invitations and set-up.
