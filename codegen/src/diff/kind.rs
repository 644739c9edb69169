//! What can differ between two clients: the kinds of change by name, and what each means.

use std::fmt;

/// What a change does to those who use the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Only what people read is different.
    Docs,
    /// What worked goes on to work.
    Compatible,
    /// Something that worked may no longer do so.
    Breaking,
}

impl Verdict {
    /// `docs`, `compatible` or `breaking`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Docs => "docs",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

/// What worked may no longer do so.
pub(super) const BREAKING: Option<Verdict> = Some(Verdict::Breaking);
/// What worked goes on to work.
pub(super) const COMPATIBLE: Option<Verdict> = Some(Verdict::Compatible);
/// Only what people read is different.
pub(super) const DOCS: Option<Verdict> = Some(Verdict::Docs);
/// Nothing is different.
pub(super) const SAME: Option<Verdict> = None;

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! kinds {
    ($($kind:ident $name:literal $meaning:literal,)*) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ChangeKind {
            $(#[doc = $meaning] $kind,)*
        }

        impl ChangeKind {
            /// Every kind, in the order of the report.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// The name in reports, for example `operation-added`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// What it means, in one line.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$kind => $meaning,)*
                }
            }
        }
    };
}

kinds! {
    OperationAdded "operation-added" "A request that could not be sent before.",
    OperationRemoved "operation-removed" "A request that can no longer be sent.",
    OperationRenamed "operation-renamed" "The same request under another name.",
    OperationMoved "operation-moved" "The same request in another module.",
    MethodChanged "method-changed" "The operation is sent with another HTTP method.",
    PathChanged "path-changed" "The operation is sent to another path.",
    ServerChanged "server-changed" "The operation is sent to another server.",
    SecurityChanged "security-changed" "The operation authenticates in another way.",
    BodyMediaTypeChanged "body-media-type-changed" "The body of the request is written in another media type.",
    ArgumentsReordered "arguments-reordered" "`new` takes its arguments in another order.",
    ParameterAdded "parameter-added" "A parameter or body field that may be given.",
    RequiredParameterAdded "required-parameter-added" "A parameter or body field that must be given.",
    ParameterRemoved "parameter-removed" "A parameter or body field that can no longer be given.",
    ParameterRenamed "parameter-renamed" "A parameter or body field under another Rust name.",
    ParameterWireNameChanged "parameter-wire-name-changed" "The same parameter or body field under another name in the request.",
    ParameterMoved "parameter-moved" "A parameter goes into another part of the request.",
    ParameterRequired "parameter-required" "What could be left out must be given.",
    ParameterOptional "parameter-optional" "What had to be given may be left out.",
    ParameterHandedOtherwise "parameter-handed-otherwise" "An argument of `new` becomes a setter, or a setter an argument, or either is hidden or shown.",
    ParameterTypeChanged "parameter-type-changed" "A parameter or body field takes another type.",
    ParameterStyleChanged "parameter-style-changed" "A list or an object is spelt in another way.",
    ParameterDefaultChanged "parameter-default-changed" "The service takes another value when the parameter is absent.",
    LimitsTightened "limits-tightened" "Values that were allowed are refused.",
    LimitsLoosened "limits-loosened" "Values that were refused are allowed.",
    ReplyAdded "reply-added" "A status that the operation may now be answered with.",
    ReplyRemoved "reply-removed" "A status that the operation is no longer answered with.",
    ReplyTypeChanged "reply-type-changed" "An answer holds another type.",
    PagingAdded "paging-added" "The answers of an operation have become pages of a list.",
    PagingRemoved "paging-removed" "The answers of an operation are no longer pages of a list.",
    PagingChanged "paging-changed" "The records of a page, or the way to the next, are elsewhere.",
    ModelAdded "model-added" "A type that did not exist.",
    ModelRemoved "model-removed" "A type that no longer exists.",
    ModelRenamed "model-renamed" "The same type under another name.",
    ModelMoved "model-moved" "The same type in another module.",
    ModelKindChanged "model-kind-changed" "A struct, an enum or a union has become another of these.",
    ConstructorAdded "constructor-added" "Values of a type can now be made by callers.",
    ConstructorRemoved "constructor-removed" "Values of a type can no longer be made by callers.",
    MemberAdded "member-added" "A member that a struct did not have.",
    MemberRemoved "member-removed" "A member that a struct no longer has.",
    MemberRenamed "member-renamed" "The same member under another Rust name.",
    MemberWireNameChanged "member-wire-name-changed" "The same member under another name in JSON.",
    MemberRequired "member-required" "A member that could be missing is always there.",
    MemberOptional "member-optional" "A member that was always there may be missing.",
    MemberHandedOtherwise "member-handed-otherwise" "Callers set a member in another way, or can set it no more.",
    MemberTypeChanged "member-type-changed" "A member holds another type.",
    ValueAdded "value-added" "A value that an enum did not list.",
    ValueRemoved "value-removed" "A value that an enum no longer lists.",
    ValueRenamed "value-renamed" "The same value under another Rust name.",
    VariantAdded "variant-added" "A type that a union could not be.",
    VariantRemoved "variant-removed" "A type that a union can no longer be.",
    VariantRenamed "variant-renamed" "The same type of a union under another Rust name.",
    VariantTypeChanged "variant-type-changed" "A variant of a union holds another type.",
    VariantsReordered "variants-reordered" "A union without a tag tries its types in another order.",
    TagChanged "tag-changed" "Another member, or another value of it, tells what a union is.",
    SidAdded "sid-added" "A SID type that did not exist.",
    SidRemoved "sid-removed" "A SID type that no longer exists.",
    Deprecated "deprecated" "The document has come to discourage the use of an item.",
    Undeprecated "undeprecated" "The document no longer discourages the use of an item.",
    DocumentationChanged "documentation-changed" "An item is described in other words.",
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
