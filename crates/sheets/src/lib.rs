//! Tabular files: CSV and XLSX in and out, encodings, dialects, type detection and fuzzy matching.
