//! `controller-revision-hash`: the name a cluster gives to one state of a pod template.
//!
//! Prints the template the way Go dumps the struct (every field with its type, nothing left out), sums that text with
//! FNV-1a in 32 bits and spells the number in letters that form no words.
//!
//! Invariants: the template is canonical and has its defaults; two templates that differ only in what Go does not
//! keep (an empty list and none) have the same hash.
//!
//! Differs: a template whose own metadata carries a time prints the time zone as a machine without zone data would.
//!
//! Upstream: `k8s.io/kubernetes/pkg/controller`, `ComputeHash`; `pkg/util/hash`, `DeepHashObject`; go-spew's `%#v`.

use super::schema::{Field, Kind, Type, root};
use crate::apimachinery::quantity::{Number, Quantity};
use crate::apimachinery::rand::safe_encode;
use crate::apimachinery::time::Time;
use serde_json::Value;
use std::fmt::{self, Write};

/// The value of the label `controller-revision-hash` for `template`.
pub fn compute_hash(template: &Value, collision_count: Option<i32>) -> String {
    let mut sum = Fnv32a::default();
    write_template(&mut sum, template);
    if let Some(count) = collision_count {
        // Upstream writes four bytes of the count into a buffer of eight.
        sum.write_bytes(&count.to_le_bytes());
        sum.write_bytes(&[0; 4]);
    }
    safe_encode(&sum.state.to_string())
}

/// The text that is hashed.
pub fn dump(template: &Value) -> String {
    let mut text = String::new();
    write_template(&mut text, template);
    text
}

fn write_template(out: &mut dyn Write, template: &Value) {
    let ty = root("PodTemplateSpec").expect("invariant: the schema has the pod template");
    let written = Dump { out }.value(Some(template), ty, true);
    debug_assert!(written.is_ok(), "neither a string nor a sum refuses text");
}

/// FNV-1a with 32 bits.
#[derive(Clone, Copy, Debug)]
struct Fnv32a {
    state: u32,
}

impl Default for Fnv32a {
    fn default() -> Self {
        Self { state: 0x811c_9dc5 }
    }
}

impl Fnv32a {
    fn write_bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.state = (self.state ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
    }
}

impl Write for Fnv32a {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.write_bytes(text.as_bytes());
        Ok(())
    }
}

struct Dump<'a> {
    out: &'a mut dyn Write,
}

impl Dump<'_> {
    /// `typed` is false inside lists and maps, whose own type says it already.
    fn value(&mut self, value: Option<&Value>, ty: &'static Type, typed: bool) -> fmt::Result {
        let value = value.filter(|value| !value.is_null());
        if typed {
            write!(self.out, "({})", ty.go_name())?;
        }
        match ty.kind() {
            Kind::Pointer => match value {
                None => self.out.write_str("<nil>"),
                Some(_) => self.value(value, ty.elem(), false),
            },
            Kind::Struct => self.structure(value, ty),
            Kind::Slice => self.slice(value, ty.elem()),
            Kind::Map => self.map(value, ty.elem()),
            Kind::String => self.out.write_str(value.and_then(Value::as_str).unwrap_or("")),
            Kind::Bool => write!(self.out, "{}", value.and_then(Value::as_bool).unwrap_or(false)),
            Kind::Int32 | Kind::Int64 => {
                write!(self.out, "{}", value.and_then(Value::as_i64).unwrap_or(0))
            }
            Kind::Quantity => self.quantity(value.and_then(Value::as_str).unwrap_or("0")),
            Kind::IntOrString => self.int_or_string(value),
            Kind::Time | Kind::MicroTime => self.time(value.and_then(Value::as_str)),
            Kind::Raw => self.raw(value),
        }
    }

    fn structure(&mut self, value: Option<&Value>, ty: &'static Type) -> fmt::Result {
        self.out.write_char('{')?;
        for (index, field) in ty.fields().iter().enumerate() {
            if index > 0 {
                self.out.write_char(' ')?;
            }
            self.out.write_str(field.go_name)?;
            self.out.write_char(':')?;
            self.value(field_value(value, field), field.ty(), true)?;
        }
        self.out.write_char('}')
    }

    /// On its way through storage an empty list becomes none.
    fn slice(&mut self, value: Option<&Value>, elem: &'static Type) -> fmt::Result {
        let Some(items) = value.and_then(Value::as_array).filter(|items| !items.is_empty()) else {
            return self.out.write_str("<nil>");
        };
        for (index, item) in items.iter().enumerate() {
            self.out.write_char(if index == 0 { '[' } else { ' ' })?;
            self.value(Some(item), elem, false)?;
        }
        self.out.write_char(']')
    }

    fn map(&mut self, value: Option<&Value>, elem: &'static Type) -> fmt::Result {
        let Some(entries) = value.and_then(Value::as_object).filter(|entries| !entries.is_empty()) else {
            return self.out.write_str("<nil>");
        };
        self.out.write_str("map[")?;
        for (index, (key, item)) in entries.iter().enumerate() {
            if index > 0 {
                self.out.write_char(' ')?;
            }
            write!(self.out, "{key}:")?;
            self.value(Some(item), elem, false)?;
        }
        self.out.write_char(']')
    }

    /// What the controller holds has been spelled and read again since the object was stored.
    fn quantity(&mut self, text: &str) -> fmt::Result {
        let stored = Quantity::parse(text).map(|quantity| quantity.to_string());
        let read = stored.and_then(|text| Quantity::parse(&text));
        let Ok(quantity) = read else {
            debug_assert!(false, "{text:?} is no quantity, so this template is not canonical");
            return Ok(());
        };
        let (value, scale) = match quantity.number() {
            Number::Int { value, scale } => (*value, *scale),
            Number::Dec(_) => (0, 0),
        };
        write!(
            self.out,
            "{{i:(resource.int64Amount){{value:(int64){value} scale:(resource.Scale){scale}}} "
        )?;
        self.out.write_str("d:(resource.infDecAmount){Dec:(*inf.Dec)")?;
        match quantity.number() {
            Number::Int { .. } => self.out.write_str("<nil>")?,
            Number::Dec(decimal) => {
                write!(self.out, "{{unscaled:(big.Int){{neg:(bool){} abs:(big.nat)", decimal.is_negative())?;
                self.numbers(decimal.words().into_iter())?;
                write!(self.out, "}} scale:(inf.Scale){}}}", decimal.scale())?;
            }
        }
        let (cached, format) = (quantity.cached_text(), quantity.format().name());
        write!(self.out, "}} s:(string){cached} Format:(resource.Format){format}}}")
    }

    fn int_or_string(&mut self, value: Option<&Value>) -> fmt::Result {
        let text = value.and_then(Value::as_str);
        let number = value.and_then(Value::as_i64).unwrap_or(0);
        let kind = i32::from(text.is_some());
        let text = text.unwrap_or("");
        write!(self.out, "{{Type:(intstr.Type){kind} IntVal:(int32){number} StrVal:(string){text}}}")
    }

    fn time(&mut self, text: Option<&str>) -> fmt::Result {
        // Seconds from the first year, where Go counts from, to 1970.
        const YEAR_ONE: u64 = 62_135_596_800;
        let Some(time) = text.and_then(Time::parse_rfc3339) else {
            return self
                .out
                .write_str("{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}");
        };
        let seconds = time.0 / 1000 + YEAR_ONE;
        write!(self.out, "{{Time:(time.Time){{wall:(uint64)0 ext:(int64){seconds} loc:(*time.Location)")?;
        self.out.write_str("{name:(string)UTC zone:([]time.zone)<nil> tx:([]time.zoneTrans)<nil> ")?;
        self.out.write_str("extend:(string) cacheStart:(int64)0 cacheEnd:(int64)0 ")?;
        self.out.write_str("cacheZone:(*time.zone)<nil>}}}")
    }

    fn raw(&mut self, value: Option<&Value>) -> fmt::Result {
        let text = value.map(Value::to_string).unwrap_or_default();
        self.out.write_str("{Raw:([]uint8)")?;
        self.numbers(text.bytes().map(u64::from))?;
        self.out.write_char('}')
    }

    fn numbers(&mut self, numbers: impl Iterator<Item = u64>) -> fmt::Result {
        let mut separator = '[';
        for number in numbers {
            write!(self.out, "{separator}{number}")?;
            separator = ' ';
        }
        self.out.write_str(if separator == '[' { "<nil>" } else { "]" })
    }
}

/// The fields of an inlined struct lie beside the others in JSON.
fn field_value<'a>(value: Option<&'a Value>, field: &Field) -> Option<&'a Value> {
    if field.inline { value } else { value.and_then(|value| value.get(field.json_name)) }
}
