//! Names and parts in; nodes of Rust's syntax out. What a client has by the thousand is made of them and not of tokens,
//! which the parser would have to read first: that takes as long as all the rest of the output.

use proc_macro2::{Ident, Span, TokenStream};
use syn::punctuated::Punctuated;
use syn::{
    AngleBracketedGenericArguments, AssocType, AttrStyle, Attribute, Block, Expr, ExprArray, ExprCall, ExprField,
    ExprLit, ExprMacro, ExprMethodCall, ExprPath, ExprReference, ExprStruct, Field, FieldValue, Fields, FieldsNamed,
    FieldsUnnamed, FnArg, GenericArgument, Generics, ImplItem, ImplItemConst, ImplItemFn, ImplItemType, Item, ItemImpl,
    ItemMacro, ItemStruct, Lit, LitInt, LitStr, Macro, MacroDelimiter, Member, Meta, MetaList, MetaNameValue, Pat,
    PatIdent, PatType, Path, PathArguments, PathSegment, Receiver, ReceiverKind, ReturnType, Safety, Signature, Stmt,
    TraitBound, Type, TypeImplTrait, TypeParamBound, TypePath, TypeReference, TypeTuple, VisRestricted, Visibility,
    token,
};

use super::ty::ident;

/// `one::two`
pub fn path<'n>(names: impl IntoIterator<Item = &'n str>) -> Path {
    Path { leading_colon: None, segments: names.into_iter().map(|name| PathSegment::from(ident(name))).collect() }
}

/// `one::two::<Type>`
pub fn path_of<'n>(names: impl IntoIterator<Item = &'n str>, generic: Type) -> Path {
    let mut path = path(names);
    let colons = Some(token::PathSep::default());
    if let Some(last) = path.segments.last_mut() {
        last.arguments = PathArguments::AngleBracketed(angles(colons, [GenericArgument::Type(generic)]));
    }
    path
}

/// `::twilio_iam::one::two`
pub fn runtime<'n>(names: impl IntoIterator<Item = &'n str>) -> Path {
    let path = path(std::iter::once("twilio_iam").chain(names));
    Path { leading_colon: Some(token::PathSep::default()), ..path }
}

/// `Name<One, Two>`
fn with_arguments(name: &str, arguments: impl IntoIterator<Item = GenericArgument>) -> Path {
    let arguments = PathArguments::AngleBracketed(angles(None, arguments));
    Path::from(PathSegment { ident: ident(name), arguments })
}

fn angles(
    colons: Option<token::PathSep>,
    arguments: impl IntoIterator<Item = GenericArgument>,
) -> AngleBracketedGenericArguments {
    AngleBracketedGenericArguments {
        colon2_token: colons,
        lt_token: token::Lt::default(),
        args: arguments.into_iter().collect(),
        gt_token: token::Gt::default(),
    }
}

/// The type of a path.
pub fn ty(path: Path) -> Type {
    Type::Path(TypePath { attrs: Vec::new(), qself: None, path })
}

/// The type of one name.
pub fn named(name: &str) -> Type {
    ty(path([name]))
}

/// `()`
pub fn unit() -> Type {
    Type::Tuple(TypeTuple { attrs: Vec::new(), paren_token: token::Paren::default(), elems: Punctuated::new() })
}

/// `Vec<Item>`
pub fn generic(name: &str, arguments: impl IntoIterator<Item = Type>) -> Type {
    ty(with_arguments(name, arguments.into_iter().map(GenericArgument::Type)))
}

/// `impl Into<Type>`
pub fn into(target: Type) -> Type {
    implementing(with_arguments("Into", [GenericArgument::Type(target)]))
}

/// `impl IntoIterator<Item = Type>`
pub fn iterator(item: Type) -> Type {
    let item = AssocType { ident: ident("Item"), generics: None, eq_token: token::Eq::default(), ty: item };
    implementing(with_arguments("IntoIterator", [GenericArgument::AssocType(item)]))
}

fn implementing(path: Path) -> Type {
    let bound = TraitBound { paren_token: None, lifetimes: None, modifiers: Default::default(), maybe: None, path };
    Type::ImplTrait(TypeImplTrait {
        attrs: Vec::new(),
        impl_token: token::Impl::default(),
        bounds: std::iter::once(TypeParamBound::Trait(bound)).collect(),
    })
}

/// `&Type`
pub fn borrowed(elem: Type) -> Type {
    Type::Reference(TypeReference {
        attrs: Vec::new(),
        and_token: token::And::default(),
        lifetime: None,
        mutability: None,
        elem: Box::new(elem),
    })
}

/// `#[name = value]`
pub fn attribute(name: &str, value: Expr) -> Attribute {
    annotation(Meta::NameValue(MetaNameValue { path: path([name]), eq_token: token::Eq::default(), value }))
}

/// `#[allow(lint)]`
pub fn allow(lint: TokenStream) -> Attribute {
    attribute_list("allow", lint)
}

/// `#[derive(Trait)]`
pub fn derive(traits: TokenStream) -> Attribute {
    attribute_list("derive", traits)
}

/// `#[non_exhaustive]`
pub fn non_exhaustive() -> Attribute {
    annotation(Meta::Path(path(["non_exhaustive"])))
}

fn attribute_list(name: &str, tokens: TokenStream) -> Attribute {
    let delimiter = MacroDelimiter::Paren(token::Paren::default());
    annotation(Meta::List(MetaList { path: path([name]), delimiter, tokens }))
}

fn annotation(meta: Meta) -> Attribute {
    Attribute {
        pound_token: token::Pound::default(),
        style: AttrStyle::Outer,
        bracket_token: token::Bracket::default(),
        meta,
    }
}

/// The value of a path.
pub fn value(path: Path) -> Expr {
    Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path })
}

/// The value of one name.
pub fn variable(name: &Ident) -> Expr {
    value(Path::from(name.clone()))
}

/// A text in quotes.
pub fn text(text: &str) -> Expr {
    literal(Lit::Str(LitStr::new(text, Span::call_site())))
}

/// A size or an index.
pub fn size(size: usize) -> Expr {
    literal(Lit::Int(LitInt::new(&size.to_string(), Span::call_site())))
}

/// `true` or `false`
pub fn boolean(value: bool) -> Expr {
    literal(Lit::Bool(syn::LitBool::new(value, Span::call_site())))
}

fn literal(lit: Lit) -> Expr {
    Expr::Lit(ExprLit { attrs: Vec::new(), lit })
}

/// `function(arguments)`
pub fn call(function: Expr, arguments: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::Call(ExprCall {
        attrs: Vec::new(),
        func: Box::new(function),
        paren_token: token::Paren::default(),
        args: arguments.into_iter().collect(),
    })
}

/// `receiver.name(arguments)`, or `receiver.name::<Generic>(arguments)`.
pub fn method(receiver: Expr, name: &str, generic: Option<Type>, arguments: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::MethodCall(ExprMethodCall {
        attrs: Vec::new(),
        receiver: Box::new(receiver),
        dot_token: token::Dot::default(),
        method: ident(name),
        turbofish: generic.map(|ty| angles(Some(token::PathSep::default()), [GenericArgument::Type(ty)])),
        paren_token: token::Paren::default(),
        args: arguments.into_iter().collect(),
    })
}

/// `self.0`
pub fn inner() -> Expr {
    Expr::Field(ExprField {
        attrs: Vec::new(),
        base: Box::new(value(path(["self"]))),
        dot_token: token::Dot::default(),
        member: Member::from(0),
    })
}

/// `&value`
pub fn reference(value: Expr) -> Expr {
    Expr::Reference(ExprReference {
        attrs: Vec::new(),
        and_token: token::And::default(),
        mutability: None,
        expr: Box::new(value),
    })
}

/// `&[one, two]`
pub fn array(items: impl IntoIterator<Item = Expr>) -> Expr {
    reference(Expr::Array(ExprArray {
        attrs: Vec::new(),
        bracket_token: token::Bracket::default(),
        elems: items.into_iter().collect(),
    }))
}

/// `name!(tokens)`
pub fn invocation(name: &str, tokens: TokenStream) -> Expr {
    let mac = Macro {
        path: path([name]),
        bang_token: token::Not::default(),
        delimiter: MacroDelimiter::Paren(token::Paren::default()),
        tokens,
    };
    Expr::Macro(ExprMacro { attrs: Vec::new(), mac })
}

/// `Name { field: value, ..rest }`
pub fn structure<'n>(name: &str, fields: impl IntoIterator<Item = (&'n str, Expr)>, rest: Option<Expr>) -> Expr {
    let field = |(name, expr)| FieldValue {
        attrs: Vec::new(),
        member: Member::Named(ident(name)),
        colon_token: Some(token::Colon::default()),
        expr,
    };
    Expr::Struct(ExprStruct {
        attrs: Vec::new(),
        qself: None,
        path: path([name]),
        brace_token: token::Brace::default(),
        fields: fields.into_iter().map(field).collect(),
        dot2_token: rest.is_some().then(token::DotDot::default),
        rest: rest.map(Box::new),
    })
}

/// `name: Type`, among the arguments of a function.
pub fn argument(name: Ident, ty: Type) -> FnArg {
    let name = PatIdent { attrs: Vec::new(), by_ref: None, mutability: None, ident: name, subpat: None };
    FnArg::Typed(PatType {
        attrs: Vec::new(),
        pat: Box::new(Pat::Ident(name)),
        colon_token: token::Colon::default(),
        ty: Box::new(ty),
    })
}

/// `self`
pub fn receiver() -> FnArg {
    receiver_of(ReceiverKind::Value)
}

/// `&self`
pub fn borrowed_receiver() -> FnArg {
    receiver_of(ReceiverKind::Reference(token::And::default(), None, None))
}

fn receiver_of(kind: ReceiverKind) -> FnArg {
    FnArg::Receiver(Receiver { attrs: Vec::new(), mutability: None, self_token: token::SelfValue::default(), kind })
}

/// A function of an implementation whose body is one expression.
pub struct Function {
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub name: Ident,
    pub arguments: Vec<FnArg>,
    pub output: Type,
    pub body: Expr,
}

impl From<Function> for ImplItem {
    fn from(function: Function) -> Self {
        let Function { attributes, visibility, name, arguments, output, body } = function;
        let sig = Signature {
            constness: None,
            asyncness: None,
            safety: Safety::Default,
            abi: None,
            fn_token: token::Fn::default(),
            ident: name,
            generics: Generics::default(),
            paren_token: token::Paren::default(),
            inputs: arguments.into_iter().collect(),
            variadic: None,
            output: ReturnType::Type(token::RArrow::default(), Box::new(output)),
        };
        let block = Block { brace_token: token::Brace::default(), stmts: vec![Stmt::Expr(body, None)] };
        Self::Fn(ImplItemFn { attrs: attributes, vis: visibility, modifiers: Default::default(), sig, block })
    }
}

/// `pub`
pub fn public() -> Visibility {
    Visibility::Public(token::Pub::default())
}

/// `pub(crate)`
pub fn public_in_crate() -> Visibility {
    Visibility::Restricted(VisRestricted {
        pub_token: token::Pub::default(),
        paren_token: token::Paren::default(),
        in_token: None,
        path: Box::new(path(["crate"])),
    })
}

/// `type Name = Type;`
pub fn associated_type(name: &str, ty: Type) -> ImplItem {
    ImplItem::Type(ImplItemType {
        attrs: Vec::new(),
        vis: Visibility::Inherited,
        modifiers: Default::default(),
        type_token: token::Type::default(),
        ident: ident(name),
        generics: Generics::default(),
        eq_token: token::Eq::default(),
        ty,
        semi_token: token::Semi::default(),
    })
}

/// `const NAME: Type = value;`
pub fn associated_const(name: &str, ty: Type, value: Expr) -> ImplItem {
    ImplItem::Const(ImplItemConst {
        attrs: Vec::new(),
        vis: Visibility::Inherited,
        modifiers: Default::default(),
        const_token: token::Const::default(),
        ident: ident(name),
        generics: Generics::default(),
        colon_token: token::Colon::default(),
        ty,
        eq_token: token::Eq::default(),
        expr: value,
        semi_token: token::Semi::default(),
    })
}

/// `impl Name { items }`, or `impl Trait for Name { items }`.
pub fn implementation(of: Option<&str>, name: &str, items: Vec<ImplItem>) -> Item {
    Item::Impl(ItemImpl {
        attrs: Vec::new(),
        modifiers: Default::default(),
        unsafety: None,
        impl_token: token::Impl::default(),
        generics: Generics::default(),
        trait_: of.map(|of| (path([of]), token::For::default())),
        self_ty: Box::new(named(name)),
        brace_token: token::Brace::default(),
        items,
    })
}

/// `name: Type`, among the fields of a struct.
pub fn field(attributes: Vec<Attribute>, visibility: Visibility, name: Ident, ty: Type) -> Field {
    Field {
        attrs: attributes,
        vis: visibility,
        modifiers: Default::default(),
        ident: Some(name),
        colon_token: Some(token::Colon::default()),
        ty,
        default: None,
    }
}

/// `pub struct Name { fields }`
pub fn record(attributes: Vec<Attribute>, name: Ident, fields: Vec<Field>) -> Item {
    let named = fields.into_iter().collect();
    item_struct(attributes, name, Fields::Named(FieldsNamed { brace_token: token::Brace::default(), named }), None)
}

/// `pub struct Name(Type);`
pub fn newtype(attributes: Vec<Attribute>, name: Ident, ty: Type) -> Item {
    let field = Field {
        attrs: Vec::new(),
        vis: Visibility::Inherited,
        modifiers: Default::default(),
        ident: None,
        colon_token: None,
        ty,
        default: None,
    };
    let unnamed = std::iter::once(field).collect();
    let fields = Fields::Unnamed(FieldsUnnamed { paren_token: token::Paren::default(), unnamed });
    item_struct(attributes, name, fields, Some(token::Semi::default()))
}

fn item_struct(attributes: Vec<Attribute>, name: Ident, fields: Fields, semi_token: Option<token::Semi>) -> Item {
    Item::Struct(ItemStruct {
        attrs: attributes,
        vis: public(),
        struct_token: token::Struct::default(),
        ident: name,
        generics: Generics::default(),
        fields,
        semi_token,
    })
}

/// `::twilio_iam::name! { tokens }`
pub fn completion(name: &str, tokens: TokenStream) -> Item {
    let delimiter = MacroDelimiter::Brace(token::Brace::default());
    let mac = Macro { path: runtime([name]), bang_token: token::Not::default(), delimiter, tokens };
    Item::Macro(ItemMacro { attrs: Vec::new(), ident: None, mac, semi_token: None })
}
