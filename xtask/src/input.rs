//! File names in, the generator's inputs out: the project's own document and overlays unless others are named.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use twilio_iam_codegen::{Diagnostics, Inputs, Layout, Options, Source};

use crate::Failure;

/// A document and its overlays.
#[derive(clap::Args)]
pub struct Documents {
    /// OpenAPI document to read instead of spec/twilio_accounts.yaml
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,
    /// Overlay to apply to it; may be repeated, and applies in the order given
    #[arg(long, value_name = "FILE", requires = "spec")]
    pub overlay: Vec<PathBuf>,
}

/// Root of the checkout: of the one that Cargo runs this for, since checkouts may share a target folder and with it the binary.
pub fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let here = PathBuf::from(here);
        here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
    })
}

/// The version of the workspace.
pub fn version(manifest: &str) -> Option<&str> {
    let package = manifest.split("[workspace.package]").nth(1)?;
    package.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
}

impl Documents {
    /// Reads them.
    pub fn read(&self, layout: Layout) -> Result<Inputs, Failure> {
        let given = |path: &PathBuf| source(path, &path.display().to_string());
        let (document, overlays) = match &self.spec {
            Some(spec) => (given(spec)?, self.overlay.iter().map(given).collect::<Result<_, _>>()?),
            None => {
                (own("spec/twilio_accounts.yaml")?, overlays()?.iter().map(|name| own(name)).collect::<Result<_, _>>()?)
            }
        };
        Ok(Inputs { document, overlays, options: Options { layout, threads: 0 } })
    }
}

fn own(name: &str) -> Result<Source, Failure> {
    source(&root().join(name), name)
}

/// The project's overlays apply in the order of their names.
fn overlays() -> Result<Vec<String>, Failure> {
    let folder = root().join("spec/overlay");
    let entries = std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))?;
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(|error| unreadable(&folder, &error))?.file_name().to_string_lossy().into_owned();
        if is_document(&name) {
            names.push(format!("spec/overlay/{name}"));
        }
    }
    names.sort();
    Ok(names)
}

/// Whether a file has the name of a document or an overlay. A hidden one was left by an editor or the system.
pub fn is_document(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    !name.starts_with('.') && [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending))
}

/// A file is read up to the size that the generator would refuse anyway, so that a huge one costs nothing.
pub fn source(path: &Path, name: &str) -> Result<Source, Failure> {
    use std::io::Read;
    let file = std::fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut bytes = Vec::new();
    let limit = twilio_iam_codegen::source::MAX_BYTES as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..at]);
        let (line, column) =
            (before.matches('\n').count() + 1, before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1);
        Failure::Refused(format!("error: this is not UTF-8; save it as UTF-8\n --> {name}:{line}:{column}"))
    })?;
    Ok(Source { name: name.to_owned(), text })
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("cannot read {}: {error}", path.display()))
}

/// What to print of a refused document: colour only on a terminal.
pub fn refused(diagnostics: &Diagnostics) -> Failure {
    Failure::Refused(diagnostics.render(colour()))
}

/// Whether standard error shows colour.
pub fn colour() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}
