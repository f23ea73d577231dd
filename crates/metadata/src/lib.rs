//! Objects, fields, field types, relations, layouts and pipelines, and schema plans as values.
