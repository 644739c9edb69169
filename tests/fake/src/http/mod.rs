//! HTTP/1.1 by hand, so that a fault can act on the very bytes of a connection: requests are read, replies written.

pub(crate) mod read;
pub(crate) mod write;
