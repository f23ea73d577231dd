//! The database: SQLCipher or PostgreSQL behind one face.
