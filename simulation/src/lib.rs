//! The connection machine among many: clients, servers and networks that fail, on virtual time. One
//! seed reproduces a run.

pub mod herd;
