//! Reads `types.txt` into linked types.
//!
//! Invariants: the table is part of the program, so a mistake in it is a bug and panics; a native test compares it
//! with what was taken from the real types.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a Go type is made of, as far as JSON is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An object with the fields of [`Type::fields`].
    Struct,
    /// A value that may be missing.
    Pointer,
    /// A list of [`Type::elem`].
    Slice,
    /// An object with free keys and values of [`Type::elem`].
    Map,
    /// Text.
    String,
    /// `true` or `false`.
    Bool,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// An amount of a resource.
    Quantity,
    /// A whole number or text.
    IntOrString,
    /// A moment, in seconds.
    Time,
    /// A moment, in microseconds.
    MicroTime,
    /// Any JSON, kept as it is.
    Raw,
}

/// How a strategic merge patch treats a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchStrategy {
    /// The patch replaces it.
    Replace,
    /// Its elements are merged, by [`Field::merge_key`] when there is one.
    Merge,
    /// Like merge, and a patched element may say which keys it keeps.
    MergeRetainKeys,
}

/// A field of a struct.
#[derive(Debug)]
pub struct Field {
    /// Its name in Go.
    pub go_name: &'static str,
    /// Its name in JSON; empty for an inlined struct.
    pub json_name: &'static str,
    /// Whether an empty value is left out of the JSON.
    pub omitempty: bool,
    /// Whether the zero of a struct is left out as well.
    pub omitzero: bool,
    /// Whether it is a struct whose fields appear in place of it.
    pub inline: bool,
    /// How a strategic merge patch treats it.
    pub patch_strategy: PatchStrategy,
    /// The key by which elements of a list are told apart when they are merged.
    pub merge_key: Option<&'static str>,
    ty: TypeId,
}

impl Field {
    /// The type of the value.
    pub fn ty(&self) -> &'static Type {
        get(self.ty)
    }
}

/// A Go type.
#[derive(Debug)]
pub struct Type {
    go_name: String,
    package: &'static str,
    kind: Kind,
    elem: Option<TypeId>,
    fields: Vec<Field>,
    /// Every field that JSON can name, by that name: the struct that declares it, its place there, and the Go names of
    /// the inlined structs on the way.
    by_json_name: BTreeMap<&'static str, (TypeId, usize, String)>,
}

impl Type {
    /// The name with its package, as Go's error messages print it: `v1.Container`, `[]string`.
    pub fn go_name(&self) -> &str {
        &self.go_name
    }

    /// The name without its package.
    pub fn name(&self) -> &str {
        self.go_name.rsplit('.').next().unwrap_or_default()
    }

    /// The path of the Go package; empty for types that have no name.
    pub fn package(&self) -> &'static str {
        self.package
    }

    /// What it is made of.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The fields as declared, inlined structs unopened; empty unless it is a struct.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// What a pointer points to, a list or a map holds.
    ///
    /// # Panics
    /// For any other kind.
    pub fn elem(&self) -> &'static Type {
        get(self.elem.expect("invariant: only pointers, slices and maps are asked for their element"))
    }

    /// The type behind any pointers.
    pub fn pointee(&'static self) -> &'static Type {
        if self.kind == Kind::Pointer { self.elem().pointee() } else { self }
    }

    /// The field JSON calls `json_name`, also when an inlined struct declares it.
    pub fn field(&self, json_name: &str) -> Option<&'static Field> {
        self.field_with_path(json_name).map(|(field, _)| field)
    }

    /// The same, with the Go names of the inlined structs on the way, joined by dots.
    pub(super) fn field_with_path(&self, json_name: &str) -> Option<(&'static Field, &str)> {
        let (owner, index, path) = self.by_json_name.get(json_name)?;
        get(*owner).fields.get(*index).map(|field| (field, path.as_str()))
    }

    /// All fields that JSON can name, in declaration order.
    pub fn json_fields(&'static self) -> JsonFields {
        JsonFields { stack: vec![self.fields.iter()] }
    }
}

/// Walks the fields of a struct and of the structs inlined in it.
#[derive(Debug)]
pub struct JsonFields {
    stack: Vec<std::slice::Iter<'static, Field>>,
}

impl Iterator for JsonFields {
    type Item = &'static Field;

    fn next(&mut self) -> Option<&'static Field> {
        loop {
            match self.stack.last_mut()?.next() {
                None => drop(self.stack.pop()),
                Some(field) if field.inline => self.stack.push(field.ty().fields.iter()),
                Some(field) => return Some(field),
            }
        }
    }
}

/// The type called `name`, without package: `DaemonSet`, `PodList`, `PodTemplateSpec`.
pub fn root(name: &str) -> Option<&'static Type> {
    let schema = schema();
    schema.names.get(name).and_then(|id| schema.types.get(usize::from(*id)))
}

type TypeId = u16;

#[derive(Default)]
struct Schema {
    types: Vec<Type>,
    names: BTreeMap<&'static str, TypeId>,
}

fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| Schema::parse(include_str!("types.txt")))
}

fn get(id: TypeId) -> &'static Type {
    schema().types.get(usize::from(id)).expect("invariant: ids come from the table itself")
}

impl Schema {
    fn parse(text: &'static str) -> Self {
        let mut schema = Self::default();
        for (name, go_name, kind) in [
            ("s", "string", Kind::String),
            ("b", "bool", Kind::Bool),
            ("i", "int32", Kind::Int32),
            ("l", "int64", Kind::Int64),
        ] {
            schema.add(name, go_name.to_owned(), "", kind);
        }
        let structs = schema.declare(text);
        for (id, fields) in structs {
            let fields = fields.into_iter().map(|field| schema.field(field)).collect();
            schema.types[usize::from(id)].fields = fields;
        }
        for id in 0..schema.types.len() {
            schema.types[id].by_json_name = schema.index(id as TypeId, "");
        }
        schema
    }

    /// Gives every named type its place, so that fields may refer to types further down.
    fn declare(&mut self, text: &'static str) -> Vec<(TypeId, Vec<&'static str>)> {
        let mut structs: Vec<(TypeId, Vec<&'static str>)> = Vec::new();
        let (mut alias, mut package) = ("", "");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split_whitespace();
            let first = words.next().expect("invariant: no empty lines");
            if line.starts_with(' ') {
                let (_, fields) = structs.last_mut().expect("invariant: a struct goes on");
                fields.push(first);
                fields.extend(words);
            } else if let Some(name) = first.strip_prefix('[') {
                alias = name;
                package = words.next().expect("invariant: a path").trim_end_matches(']');
            } else if let Some(base) = first.strip_prefix('=') {
                self.declare_named(base, words, alias, package);
            } else {
                let id = self.add(first, format!("{alias}.{first}"), package, Kind::Struct);
                structs.push((id, words.collect()));
            }
        }
        self.resolve_aliases();
        structs
    }

    fn declare_named(
        &mut self,
        base: &'static str,
        names: impl Iterator<Item = &'static str>,
        alias: &str,
        package: &'static str,
    ) {
        if let Some(kind) = known_kind(base) {
            self.add(base, format!("{alias}.{base}"), package, kind);
            return;
        }
        let kind = if base.starts_with('{') { Kind::Map } else { Kind::String };
        for name in names {
            self.add(name, format!("{alias}.{name}"), package, kind);
        }
    }

    /// The one named map holds quantities.
    fn resolve_aliases(&mut self) {
        let quantity = self.names["Quantity"];
        for ty in &mut self.types {
            if ty.kind == Kind::Map {
                ty.elem = Some(quantity);
            }
        }
    }

    fn add(&mut self, name: &'static str, go_name: String, package: &'static str, kind: Kind) -> TypeId {
        let id = self.types.len() as TypeId;
        self.types.push(Type {
            go_name,
            package,
            kind,
            elem: None,
            fields: Vec::new(),
            by_json_name: BTreeMap::new(),
        });
        let before = self.names.insert(name, id);
        assert!(before.is_none(), "{name} is declared once");
        id
    }

    fn field(&mut self, text: &'static str) -> Field {
        if let Some(name) = text.strip_prefix('+') {
            return Field {
                go_name: name,
                json_name: "",
                omitempty: false,
                omitzero: false,
                inline: true,
                patch_strategy: PatchStrategy::Replace,
                merge_key: None,
                ty: self.names[name],
            };
        }
        let mark = text.find([':', '?', '!']).expect("invariant: a field has a type");
        let (names, marked) = text.split_at(mark);
        let (mark, rest) = marked.split_at(1);
        let (go_name, json_name) = match names.split_once('=') {
            Some((go_name, json_name)) => (go_name, json_name),
            None => (names, &*lower_first(names).leak()),
        };
        let (ty, merge) = match rest.split_once('@') {
            Some((ty, merge)) => (ty, Some(merge)),
            None => (rest, None),
        };
        let key = merge.unwrap_or("").trim_end_matches('^');
        Field {
            go_name,
            json_name,
            omitempty: mark != ":",
            omitzero: mark == "!",
            inline: false,
            patch_strategy: match merge {
                None => PatchStrategy::Replace,
                Some(merge) if merge.ends_with('^') => PatchStrategy::MergeRetainKeys,
                Some(_) => PatchStrategy::Merge,
            },
            merge_key: (!key.is_empty()).then_some(key),
            ty: self.intern(ty),
        }
    }

    /// Types without a name exist once each.
    fn intern(&mut self, text: &'static str) -> TypeId {
        if let Some(id) = self.names.get(text) {
            return *id;
        }
        let (kind, prefix, inner) = if let Some(inner) = text.strip_prefix('*') {
            (Kind::Pointer, "*".to_owned(), inner)
        } else if let Some(inner) = text.strip_prefix("[]") {
            (Kind::Slice, "[]".to_owned(), inner)
        } else {
            let map = text.strip_prefix('{').and_then(|text| text.split_once('}'));
            let (key, inner) = map.expect("invariant: every type is declared");
            let key = if key.is_empty() { "s" } else { key };
            let key = &self.types[usize::from(self.names[key])].go_name;
            (Kind::Map, format!("map[{key}]"), inner)
        };
        let inner = self.intern(inner);
        let go_name = prefix + &self.types[usize::from(inner)].go_name;
        let id = self.add(text, go_name, "", kind);
        self.types[usize::from(id)].elem = Some(inner);
        id
    }

    fn index(&self, id: TypeId, path: &str) -> BTreeMap<&'static str, (TypeId, usize, String)> {
        let mut fields = BTreeMap::new();
        for (index, field) in self.types[usize::from(id)].fields.iter().enumerate() {
            if field.inline {
                let dot = if path.is_empty() { "" } else { "." };
                fields.append(&mut self.index(field.ty, &format!("{path}{dot}{}", field.go_name)));
            } else {
                fields.insert(field.json_name, (id, index, path.to_owned()));
            }
        }
        fields
    }
}

fn known_kind(name: &str) -> Option<Kind> {
    Some(match name {
        "Quantity" => Kind::Quantity,
        "IntOrString" => Kind::IntOrString,
        "Time" => Kind::Time,
        "MicroTime" => Kind::MicroTime,
        "RawExtension" | "FieldsV1" => Kind::Raw,
        _ => return None,
    })
}

/// `PodIP` → `podIP`, `HTTPGet` → `httpGet`, `UID` → `uid`.
fn lower_first(go_name: &str) -> String {
    let num_capitals = go_name.bytes().take_while(u8::is_ascii_uppercase).count();
    let num_lower = if num_capitals == go_name.len() { num_capitals } else { num_capitals.max(2) - 1 };
    let (start, rest) = go_name.split_at(num_lower);
    start.to_ascii_lowercase() + rest
}
