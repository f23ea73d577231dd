//! SQL of the object tables, built from a plan.
