//! The generator: OpenAPI documents and overlays in, a tree of Rust files out.
