//! The system tables, one file a subject. No other crate holds SQL of these tables.
