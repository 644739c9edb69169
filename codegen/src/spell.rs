//! Types and items of the named intermediate form in; how Rust spells them, as text for people, out.

use crate::ir::{Api, Home, ModelId, ReplyType, Type};

/// Full name of an item below `api`.
pub fn path(home: &Home, name: &str) -> String {
    match home {
        Home::Root => name.to_owned(),
        Home::Module(service, path) => {
            let parts = std::iter::once(service.as_str()).chain(path.iter().map(String::as_str)).chain([name]);
            parts.collect::<Vec<_>>().join("::")
        }
    }
}

/// Full name of a model.
pub fn model_path(api: &Api, id: ModelId) -> String {
    path(&api.models[id.0].home, &api.models[id.0].name)
}

/// A type, its models with their modules when it is to be `full`.
pub fn spell(api: &Api, ty: &Type, full: bool) -> String {
    let model = |id: &ModelId| if full { model_path(api, *id) } else { api.models[id.0].name.clone() };
    match ty {
        Type::Text => "String".to_owned(),
        Type::Secret => "Secret".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Integer => "Integer".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::Timestamp => "Timestamp".to_owned(),
        Type::Date => "Date".to_owned(),
        Type::Json => "Json".to_owned(),
        Type::AnySid => "Sid".to_owned(),
        Type::Sid(id) => api.sids[id.0].name.clone(),
        Type::Runtime(name) => name.clone(),
        Type::Model(id) => model(id),
        Type::Boxed(id) => format!("Box<{}>", model(id)),
        Type::List(item) => format!("Vec<{}>", spell(api, item, full)),
        Type::Map(value) => format!("BTreeMap<String, {}>", spell(api, value, full)),
        Type::Nullable(inner) => format!("Option<{}>", spell(api, inner, full)),
    }
}

/// What an answer holds.
pub fn reply(api: &Api, ty: &ReplyType) -> String {
    match ty {
        ReplyType::Empty => "()".to_owned(),
        ReplyType::Text => "Text".to_owned(),
        ReplyType::Bytes => "Bytes".to_owned(),
        ReplyType::Json(ty) => spell(api, ty, false),
    }
}
