//! What the schema says about merging a field.
//!
//! Upstream: `strategicpatch`, `PatchMetaFromStruct`; the forked `json`, `LookupPatchMetadataForStruct`.

use super::error::PatchError;
use crate::api::schema::{Field, Kind, PatchStrategy, Type};
use crate::apimachinery::quote::go_quote;

/// A field as a patch sees it: how to treat it and what it consists of.
#[derive(Clone, Copy)]
pub struct PatchMeta {
    /// The type of the field, or of the elements for a list.
    pub ty: &'static Type,
    /// Whether the elements of the list are merged instead of replaced.
    pub merges: bool,
    /// Whether a patch names the keys that stay.
    pub retain_keys: bool,
    /// Empty for none.
    pub merge_key: &'static str,
}

/// The field `key` of the struct `ty`.
pub fn lookup_struct(ty: &'static Type, key: &str) -> Result<PatchMeta, PatchError> {
    let ty = if ty.kind() == Kind::Pointer { ty.elem() } else { ty };
    if !is_go_struct(ty) {
        return Err(PatchError::plain(format!(
            "merging an object in json but data type is not struct, instead is: {}",
            go_kind(ty)
        )));
    }
    let Some(field) = find_field(ty, key) else {
        return Err(PatchError::plain(format!(
            "unable to find api field in struct {} for the json field {}",
            ty.name(),
            go_quote(key)
        )));
    };
    Ok(PatchMeta {
        ty: field.ty(),
        merges: field.patch_strategy != PatchStrategy::Replace,
        retain_keys: field.patch_strategy == PatchStrategy::MergeRetainKeys,
        merge_key: field.merge_key.unwrap_or(""),
    })
}

/// The same for a field that holds a list.
pub fn lookup_slice(ty: &'static Type, key: &str) -> Result<PatchMeta, PatchError> {
    let meta = lookup_struct(ty, key)?;
    match meta.ty.kind() {
        Kind::Slice | Kind::Pointer => Ok(PatchMeta { ty: meta.ty.elem(), ..meta }),
        _ => Err(PatchError::plain(format!("expected slice or array type, but got: {}", go_kind(ty)))),
    }
}

/// What Go calls the kind of the type.
pub fn go_kind(ty: &'static Type) -> &'static str {
    match ty.kind() {
        Kind::Pointer => "ptr",
        Kind::Slice => "slice",
        Kind::Map => "map",
        Kind::String => "string",
        Kind::Bool => "bool",
        Kind::Int32 => "int32",
        Kind::Int64 => "int64",
        _ => "struct",
    }
}

fn is_go_struct(ty: &'static Type) -> bool {
    go_kind(ty) == "struct"
}

/// Capitals do not matter here, in contrast to decoding.
fn find_field(ty: &'static Type, key: &str) -> Option<&'static Field> {
    ty.field(key).or_else(|| ty.json_fields().find(|field| field.json_name.eq_ignore_ascii_case(key)))
}
