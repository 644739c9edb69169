//! Token streams and plain facts in, text out: Rust by syn and prettyplease, everything else by templates.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Value, context};

use crate::diagnostic::{At, Code, Diagnostic};
use crate::emit::{self, File, Head, Part, Plan, doc};
use crate::ir::Api;
use crate::surface;
use crate::tree::Tree;
use crate::{Inputs, Layout, Runtime, Source, workers};

/// Every file of the output. Each Rust file is emitted, parsed and formatted by one worker, since tokens cannot cross threads;
/// the tree is put together in order.
///
/// # Errors
///
/// Only when the generator itself is wrong.
pub fn tree(inputs: &Inputs, api: &Api) -> Result<Tree, RenderError> {
    let renderer = Renderer::new(inputs)?;
    let (below, krate) = match &inputs.options.layout {
        Layout::Home => ("generated/", "twilio_iam".to_owned()),
        Layout::Crate { name, .. } => ("", name.replace('-', "_")),
    };
    let plan = Plan::new(api, &krate);
    let files = plan.files();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            // The overview first: a long piece of work that is begun last would keep one worker busy alone.
            let Some(file) = next.fetch_add(1, Ordering::Relaxed).checked_sub(1) else {
                done.push((format!("{below}API.md"), renderer.overview(api)?));
                continue;
            };
            let Some((path, file)) = files.get(file) else { return Ok::<_, RenderError>(done) };
            done.push((format!("{below}src/api/{path}"), renderer.rust(&plan, file)?));
        }
    };
    let workers = inputs.options.workers().clamp(1, files.len() + 1);
    let done = workers::share(workers, work).ok_or_else(|| RenderError("a worker died".to_owned()))?;
    let done = done.into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut tree = BTreeMap::new();
    for (path, text) in done.into_iter().flatten() {
        if tree.contains_key(&path) {
            return Err(RenderError(format!("two modules become the file {path}")));
        }
        tree.insert(path, text);
    }
    if let Some(manifest) = renderer.manifest(&inputs.options.layout)? {
        tree.insert("Cargo.toml".to_owned(), manifest);
        tree.insert("src/lib.rs".to_owned(), renderer.library(api)?);
    }
    Ok(Tree(tree))
}

/// Renders the files of a client: the templates, and what every banner says.
pub struct Renderer<'a> {
    environment: Environment<'static>,
    document: &'a str,
    overlays: Vec<&'a str>,
    /// The same for every file.
    banner: String,
}

/// A template or a token stream that the project's own code got wrong; no document can cause it.
#[derive(Debug)]
pub struct RenderError(pub String);

impl From<RenderError> for Diagnostic {
    fn from(error: RenderError) -> Self {
        let help = "this is a fault of the generator: report it with the document";
        Self::error(Code::Internal, At::File("codegen".to_owned()), error.0, help)
    }
}

impl From<minijinja::Error> for RenderError {
    fn from(error: minijinja::Error) -> Self {
        Self(format!("template: {error:#}"))
    }
}

const TEMPLATES: [(&str, &str); 4] = [
    ("banner", include_str!("../../templates/banner.jinja")),
    ("manifest", include_str!("../../templates/manifest.jinja")),
    ("lib", include_str!("../../templates/lib.jinja")),
    ("api.md", include_str!("../../templates/api.md.jinja")),
];

impl<'a> Renderer<'a> {
    /// Knows the names of the inputs, by their last parts: where they lie on someone's disk is no business of the output.
    ///
    /// # Errors
    ///
    /// When a template is malformed.
    pub fn new(inputs: &'a Inputs) -> Result<Self, RenderError> {
        let mut environment = Environment::new();
        environment.set_syntax(SyntaxConfig::builder().keep_trailing_newline(true).build()?);
        for (name, text) in TEMPLATES {
            environment.add_template(name, text)?;
        }
        let name = |source: &'a Source| source.name.rsplit(['/', '\\']).next().unwrap_or(&source.name);
        let (document, overlays) = (name(&inputs.document), inputs.overlays.iter().map(name).collect::<Vec<_>>());
        let shown: Vec<String> = overlays.iter().map(|name| self::shown(name)).collect();
        let banner = environment.get_template("banner")?;
        let banner = banner.render(context! { document => self::shown(document), overlays => shown })?;
        Ok(Self { environment, document, overlays, banner })
    }

    /// One Rust file, formatted, its banner on top.
    ///
    /// # Errors
    ///
    /// When the emitted tokens are no Rust file.
    pub fn rust(&self, plan: &Plan, file: &File) -> Result<String, RenderError> {
        let parsed = |tokens| syn::parse2(tokens).map_err(|error| RenderError(format!("{file:?}: {error}")));
        let mut body = Ok(String::new());
        let Head { tokens, aside } = emit::emit(plan, file, &mut |part| {
            let Ok(text) = &mut body else { return };
            match part {
                Part::Tokens(tokens) => match parsed(tokens) {
                    Ok(items) => format(items, text),
                    Err(error) => body = Err(error),
                },
                Part::Items(items) => format(alone(items), text),
            }
        });
        let body = body?;
        let mut code = String::new();
        format(parsed(tokens)?, &mut code);
        if !code.is_empty() && !body.is_empty() {
            code.push('\n');
        }
        code.push_str(&body);
        Ok(format!("{}\n{}", self.banner, aside.put_back(&code)))
    }

    /// `src/lib.rs` of a crate of its own.
    ///
    /// # Errors
    ///
    /// When the template fails.
    pub fn library(&self, api: &Api) -> Result<String, RenderError> {
        let title = if api.title.is_empty() { "A client for Twilio." } else { &api.title };
        let text =
            self.environment.get_template("lib")?.render(context! { doc => doc::lines(&api.description, title) })?;
        let file: syn::File = syn::parse_str(&text).map_err(|error| RenderError(format!("src/lib.rs: {error}")))?;
        if file.items.len() != 2 {
            return Err(RenderError("src/lib.rs holds what the template does not say".to_owned()));
        }
        Ok(format!("{}\n{}", self.banner, text))
    }

    /// `Cargo.toml` of a crate of its own; nothing for the home crate, whose manifest is written by hand.
    ///
    /// # Errors
    ///
    /// When the template fails.
    pub fn manifest(&self, layout: &Layout) -> Result<Option<String>, RenderError> {
        let Layout::Crate { name, runtime } = layout else { return Ok(None) };
        let runtime = match runtime {
            Runtime::Path(path) => format!("path = {}", quoted(path)),
            Runtime::Version(version) => format!("version = {}", quoted(version)),
        };
        let template = self.environment.get_template("manifest")?;
        Ok(Some(template.render(context! { document => shown(self.document), name, runtime })?))
    }

    /// `API.md`: every operation with its method, path, body, reply and fields, and every type with its parts.
    ///
    /// # Errors
    ///
    /// When the template fails.
    pub fn overview(&self, api: &Api) -> Result<String, RenderError> {
        let modules = api.services.iter().flat_map(|service| &service.modules);
        let operations: usize = modules.map(|module| module.operations.len()).sum();
        let services: Vec<Value> = api
            .services
            .iter()
            .map(|service| {
                context! {
                    name => &service.name,
                    server => &service.server,
                    operations => surface::operations(api, service),
                    fields => surface::fields(api, service),
                    types => surface::types(api, service),
                }
            })
            .collect();
        let template = self.environment.get_template("api.md")?;
        Ok(template.render(context! {
            document => shown(self.document),
            overlays => self.overlays.iter().map(|name| shown(name)).collect::<Vec<_>>(),
            title => cell(&doc::line(&api.title)),
            operations,
            services,
            shared => surface::shared(api),
            sids => surface::sids(api),
        })?)
    }
}

/// A file of nothing but items.
fn alone(items: Vec<syn::Item>) -> syn::File {
    syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items }
}

/// Adds the items of a file, an empty line between them; declarations of modules and imports stay together.
fn format(file: syn::File, text: &mut String) {
    text.push_str(&prettyplease::unparse(&syn::File { attrs: file.attrs, ..alone(Vec::new()) }));
    let (mut last, mut is_type) = (None, false);
    for item in file.items {
        let kind = std::mem::discriminant(&item);
        let together = last == Some(kind) && matches!(item, syn::Item::Mod(_) | syn::Item::Use(_)) || text.is_empty();
        // A macro that completes a type belongs to it.
        let together = together || is_type && matches!(item, syn::Item::Macro(_));
        is_type = matches!(item, syn::Item::Struct(_) | syn::Item::Enum(_));
        last = Some(kind);
        if !together {
            text.push('\n');
        }
        let is_impl = matches!(item, syn::Item::Impl(_));
        let code = prettyplease::unparse(&alone(vec![item]));
        if is_impl { apart(&code, text) } else { text.push_str(&code) }
    }
}

/// Adds an implementation, an empty line behind each of its items that takes more than a line.
fn apart(code: &str, text: &mut String) {
    let mut ended = false;
    for line in code.split_inclusive('\n') {
        if ended && line != "}\n" {
            text.push('\n');
        }
        ended = matches!(line, "    }\n" | "    };\n");
        text.push_str(line);
    }
}

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// A file's name inside a comment: one line, and nothing that ends one.
fn shown(name: &str) -> String {
    doc::plain_code(name).replace("--", "- -")
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|symbol| match symbol {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            _ if symbol.is_control() => format!("\\u{:04X}", symbol as u32),
            _ => symbol.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}
