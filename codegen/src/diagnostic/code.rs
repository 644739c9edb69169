//! The kinds of diagnostics: one variant, one kebab-case name and one line of meaning each.

use std::fmt::{self, Display};

macro_rules! codes {
    ($($variant:ident $text:literal $meaning:literal,)*) => {
        /// A kind of diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every kind, in the order of the rooms that find them.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The name shown to the user, as in `error[dangling-ref]`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$variant => $text,)*
                }
            }

            /// What the kind means, in one line.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Code::$variant => $meaning,)*
                }
            }
        }
    };
}

codes! {
    // source
    TooLarge "too-large" "The file, or what its aliases expand to, is larger than any real document.",
    TooDeep "too-deep" "Nodes are nested deeper than any real document nests them.",
    BadYaml "bad-yaml" "The text is not YAML or JSON.",
    AliasBomb "alias-bomb" "Aliases repeat so much that the document explodes.",
    AliasCircle "alias-circle" "An alias stands inside of what it repeats.",
    DuplicateKey "duplicate-key" "A mapping has the same key twice.",
    BadKey "bad-key" "A mapping's key is not text, or is a YAML merge key.",
    BadScalar "bad-scalar" "A value has no counterpart in JSON: NaN, infinity, a tagged value.",
    ManyDocuments "many-documents" "The file holds more than one YAML document.",
    NotAMapping "not-a-mapping" "The document is not a mapping at its root.",
    // overlay
    OverlayVersion "overlay-version" "The overlay is not written in OpenAPI Overlay 1.0.",
    BadTarget "bad-target" "An action's target is not a JSONPath (RFC 9535) that can be followed.",
    NoDescription "no-description" "An action does not say which fact it records and where the fact comes from.",
    NoMatch "no-match" "An action's target matches nothing.",
    NoChange "no-change" "An action changes nothing at one of its matches.",
    BadUpdate "bad-update" "An update or a remove does not fit what the target selects.",
    UpdateAndRemove "update-and-remove" "An action has both an update and a remove, or neither.",
    // check
    UnsupportedVersion "unsupported-version" "The document is not OpenAPI 3.0 or 3.1.",
    UnknownField "unknown-field" "A field does not exist at this place, or is misspelt.",
    WrongType "wrong-type" "A field's value is of the wrong type.",
    MissingField "missing-field" "A required field is absent.",
    BadValue "bad-value" "A field's value is not one of those that exist.",
    PathWithoutSlash "path-without-slash" "A path does not start with a slash.",
    BadPathTemplate "bad-path-template" "A path's braces do not pair, or a parameter in them is empty or repeated.",
    AmbiguousPath "ambiguous-path" "Two paths differ only in the names of their parameters.",
    UndeclaredPathParameter "undeclared-path-parameter" "A path names a parameter that the operation does not declare.",
    UnusedPathParameter "unused-path-parameter" "A path parameter is declared that the path does not name.",
    OptionalPathParameter "optional-path-parameter" "A path parameter is not required.",
    DuplicateParameter "duplicate-parameter" "Two parameters of one list have the same name and place.",
    MissingOperationId "missing-operation-id" "An operation has no operationId to be named by.",
    DuplicateOperationId "duplicate-operation-id" "Two operations have the same operationId.",
    DanglingRef "dangling-ref" "A $ref points to nothing.",
    UndeclaredSecurity "undeclared-security" "A security requirement names no scheme of the document.",
    CyclicRef "cyclic-ref" "A chain of $refs comes back to itself before it reaches anything.",
    ExternalRef "external-ref" "A $ref points into another file or host, and nothing is ever fetched.",
    MisplacedRef "misplaced-ref" "A $ref points to something of another kind, or not into components.",
    RefSibling "ref-sibling" "A field beside a $ref is ignored.",
    BadMediaType "bad-media-type" "A key of a content map is not a media type.",
    BadStatus "bad-status" "A key of a responses map is not a status code, a range such as 4XX, or default.",
    EmptyEnum "empty-enum" "An enum allows no value.",
    DuplicateEnumValue "duplicate-enum-value" "An enum lists a value twice.",
    ManyTypes "many-types" "A schema allows several types at once.",
    UnsupportedKeyword "unsupported-keyword" "A keyword changes what is valid in a way that no Rust type can say.",
    WrongVersionKeyword "wrong-version-keyword" "A keyword belongs to another version of OpenAPI and would be misread in this one.",
    UnknownVocabulary "unknown-vocabulary" "An x-twilio-* word is not one of this project's.",
    NotGenerated "not-generated" "A part of the document for which no code is made.",
    // lower
    NoServer "no-server" "No server applies to an operation.",
    BadServer "bad-server" "A server's address is not one that credentials can be sent to.",
    AmbiguousServer "ambiguous-server" "Several servers apply to an operation, and the first is used.",
    UnsupportedParameter "unsupported-parameter" "A parameter goes where this client sends none.",
    UnsupportedMediaType "unsupported-media-type" "A body is neither a form nor JSON.",
    EmptyBody "empty-body" "A body is described that holds nothing for a caller to set.",
    SeveralMediaTypes "several-media-types" "A body can be sent in several media types, and one is used.",
    PatternNotChecked "pattern-not-checked" "A pattern is too involved for the client to check.",
    UnsupportedSecurity "unsupported-security" "An operation asks for an authentication that this client does not speak.",
    AmbiguousPage "ambiguous-page" "Which members of a page are its records is a guess, or cannot be told.",
    // render
    Internal "internal" "The generator made something that is no Rust; no document should be able to cause it.",
    // document
    Unreadable "unreadable" "The document passed every check, and openapiv3 still refuses it.",
}

impl Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_unique() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert!(names.iter().all(|name| name.bytes().all(|b| b == b'-' || b.is_ascii_lowercase())));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
