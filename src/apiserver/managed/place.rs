//! What the schema says about owning and merging at one place of an object.
//!
//! Differs: the lists and structs whose treatment the patch tags do not tell are named here.
//! Upstream: the `x-kubernetes-list-type`, `-map-type` and `-list-map-keys` of the API's types.

use serde_json::{Map, Value};

use crate::api::kind::Kind as ObjectKind;
use crate::api::schema::{self, Field, Kind, PatchStrategy, Type};
use crate::apimachinery::go_value::display;
use crate::apimachinery::json::print_compact;

/// Structs that have one owner as a whole.
const ATOMIC_STRUCTS: [&str; 12] = [
    "ConfigMapKeySelector",
    "FileKeySelector",
    "LabelSelector",
    "LocalObjectReference",
    "NodeSelector",
    "NodeSelectorTerm",
    "ObjectFieldSelector",
    "ObjectReference",
    "OwnerReference",
    "ResourceFieldSelector",
    "SecretKeySelector",
    "TypedLocalObjectReference",
];

/// How the parts of a value are owned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    /// Together.
    Atomic,
    /// Field by field.
    Granular,
    /// Element by element, told apart by themselves.
    Set,
    /// Element by element, told apart by these fields; the second may be empty.
    Keyed(&'static str, &'static str),
    /// As the value looks: there is no type.
    Deduced,
}

/// How a walk goes on at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// Not at all.
    Leaf,
    /// Into fields.
    Fields,
    /// Into elements.
    Elements,
}

/// A place in an object.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    ty: Option<&'static Type>,
    relation: Relation,
}

impl Place {
    /// The whole object.
    pub fn root(kind: ObjectKind) -> Place {
        Place::of(schema::root(kind.resource().kind_name))
    }

    fn of(ty: Option<&'static Type>) -> Place {
        let ty = ty.map(Type::pointee).filter(|ty| ty.kind() != Kind::Raw);
        let relation = match ty.map(|ty| (ty.kind(), ty.name())) {
            None => Relation::Deduced,
            Some((Kind::Struct, name)) if ATOMIC_STRUCTS.contains(&name) => Relation::Atomic,
            Some((Kind::Struct | Kind::Map, _)) => Relation::Granular,
            Some(_) => Relation::Atomic,
        };
        Place { ty, relation }
    }

    /// The type; `None` where anything goes.
    pub fn ty(self) -> Option<&'static Type> {
        self.ty
    }

    /// How a walk over one or two values goes on.
    pub fn node(self, one: Option<&Value>, other: Option<&Value>) -> Node {
        match self.relation {
            Relation::Atomic => Node::Leaf,
            Relation::Granular => Node::Fields,
            Relation::Set | Relation::Keyed(..) => Node::Elements,
            Relation::Deduced => {
                let mut values = [one, other].into_iter().flatten().filter(|value| !value.is_null());
                if values.all(Value::is_object) { Node::Fields } else { Node::Leaf }
            }
        }
    }

    /// Whether the value has one owner.
    pub fn is_atomic(self) -> bool {
        self.relation == Relation::Atomic
    }

    /// Whether it is a struct that declares the field.
    pub fn declares(self, name: &str) -> bool {
        self.ty.is_some_and(|ty| ty.kind() == Kind::Struct && ty.field(name).is_some())
    }

    /// The place of a field or an entry.
    pub fn field(self, name: &str) -> Place {
        let Some(ty) = self.ty else { return Place::of(None) };
        if ty.kind() == Kind::Map {
            return Place::of(Some(ty.elem()));
        }
        let Some(field) = ty.field(name) else { return Place::of(None) };
        let place = Place::of(Some(field.ty()));
        let relation = match field.ty().pointee().kind() {
            Kind::Slice => list_relation(field),
            Kind::Map if name == "nodeSelector" => Relation::Atomic,
            _ => place.relation,
        };
        Place { relation, ..place }
    }

    /// The place of an element.
    pub fn element(self) -> Place {
        Place::of(self.ty.filter(|ty| ty.kind() == Kind::Slice).map(Type::elem))
    }

    /// The place behind a step of a path.
    pub fn behind(self, step: &str) -> Place {
        step.strip_prefix("f:").map_or_else(|| self.element(), |name| self.field(name))
    }

    /// The step of a path to an element.
    ///
    /// Errors: why the element cannot be told from others.
    pub fn step(self, item: &Value) -> Result<String, &'static str> {
        let Relation::Keyed(first, second) = self.relation else {
            return match item {
                Value::Object(_) => Err("associative list without keys has an element that's a map type"),
                Value::Array(_) => Err("not supported: associative list with lists as elements"),
                Value::Null => Err("associative list without keys has an element that's an explicit null"),
                item => Ok(format!("v:{}", print_compact(item))),
            };
        };
        let Value::Object(fields) = item else {
            return Err(match item {
                Value::Null => "associative list with keys may not have a null element",
                _ => "associative list with keys may not have non-map elements",
            });
        };
        let mut keys = Map::new();
        for key in [first, second].into_iter().filter(|key| !key.is_empty()) {
            let value = fields.get(key).cloned().unwrap_or_else(|| match key {
                "protocol" => "TCP".into(),
                "containerPort" => 0.into(),
                _ => "".into(),
            });
            keys.insert(key.to_owned(), value);
        }
        Ok(format!("k:{}", print_compact(&Value::Object(keys))))
    }
}

fn list_relation(field: &Field) -> Relation {
    match (field.json_name, field.patch_strategy, field.merge_key) {
        ("ports", ..) => Relation::Keyed("containerPort", "protocol"),
        ("topologySpreadConstraints", ..) => Relation::Keyed("topologyKey", "whenUnsatisfiable"),
        ("claims", ..) => Relation::Keyed("name", ""),
        ("hostIPs", ..) | (_, PatchStrategy::Replace, _) => Relation::Atomic,
        (_, _, Some(key)) => Relation::Keyed(key, ""),
        (_, _, None) => Relation::Set,
    }
}

/// A value as Go's `%v` prints what holds it.
pub fn go_holder(value: &Value) -> String {
    format!("&{{{}}}", display(value))
}
