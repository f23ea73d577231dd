//! The one path for business data: read and write pipelines, bulk, import, export and search over them.
