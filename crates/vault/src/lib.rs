//! Keys, field sealing, blind indexes, password hashing and signatures.
