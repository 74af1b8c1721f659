//! `--sort-by=.metadata.name`.
//!
//! Two strings that both read as quantities compare as quantities; times compare as text, which orders them too.
//! Objects without the field come first.
//!
//! Differs: beyond a dozen rows, rows that compare equal keep their order; Go's sort leaves it open.
//!
//! Upstream: `kubectl/pkg/cmd/get/sorter.go`, `get.go` (`RuntimeSorter`).

use super::go_value::{is_float, type_name};
use super::jsonpath::eval::{Found, MissingKeys};
use super::jsonpath::parse::{JsonPath, relaxed};
use crate::apimachinery::quantity::Quantity;
use crate::apimachinery::quote::go_quote;
use serde_json::Value;

/// The order in which the rows of a table are printed. The error is kubectl's, without its leading `error: `.
pub fn table_order(objects: &[&Value], field: &str) -> Result<Vec<usize>, String> {
    // What no relaxed expression is may still be an expression.
    let field = relaxed(field).unwrap_or_else(|_| field.to_owned());
    let path = JsonPath::parse(&field).map_err(|error| format!("sorting error: {error}"))?;
    let keys = keys(objects, &path, &field).map_err(|failure| match failure {
        Failure::NotFound(text) => text,
        Failure::Evaluation(error) => format!(
            "Failed to get values for [][]reflect.Value(nil) using {field} (&errors.errorString{{s:{}}})",
            go_quote(&error)
        ),
    })?;
    let unsortable = |error| unsortable(&field, "[][][]reflect.Value", error);
    let once = sort((0..keys.len()).collect(), &keys).map_err(unsortable)?;
    // kubectl sorts before it prints and again in the printer; with the same answer nearly always.
    sort(once, &keys).map_err(unsortable)
}

/// The order in which the items of a list are printed by the other formats.
pub fn list_order(objects: &[&Value], field: &str) -> Result<Vec<usize>, String> {
    let field = relaxed(field)?;
    let path = JsonPath::parse(&field)?;
    let keys = keys(objects, &path, &field).map_err(|failure| match failure {
        Failure::NotFound(text) | Failure::Evaluation(text) => text,
    })?;
    sort((0..keys.len()).collect(), &keys)
        .map_err(|error| unsortable(&field, "*unstructured.Unstructured", error))
}

enum Failure {
    NotFound(String),
    Evaluation(String),
}

/// A row's value, read once.
enum Key<'a> {
    Missing,
    Plain(Found<'a>),
    Quantity(Quantity, Found<'a>),
}

fn keys<'a>(objects: &[&'a Value], path: &'a JsonPath, field: &str) -> Result<Vec<Key<'a>>, Failure> {
    let mut keys = Vec::with_capacity(objects.len());
    let mut is_found = objects.is_empty();
    for object in objects {
        let found = path.find(object, MissingKeys::Allow).map_err(Failure::Evaluation)?;
        let value = found.into_iter().next().and_then(|piece| piece.into_iter().next());
        is_found |= value.is_some();
        keys.push(match value {
            None => Key::Missing,
            Some(value) => match value.as_str().map(Quantity::parse) {
                Some(Ok(quantity)) => Key::Quantity(quantity, value),
                _ => Key::Plain(value),
            },
        });
    }
    if is_found {
        return Ok(keys);
    }
    Err(Failure::NotFound(format!(
        "couldn't find any field with path {} in the list of objects",
        go_quote(field)
    )))
}

fn unsortable(field: &str, owner: &str, error: String) -> String {
    format!("Field {field} in {owner} is an unsortable type: interface, err: {error}")
}

fn is_less(left: &Key<'_>, right: &Key<'_>) -> Result<bool, String> {
    let (left, right) = match (left, right) {
        // As upstream: of two missing values either comes first.
        (Key::Missing, _) => return Ok(true),
        (_, Key::Missing) => return Ok(false),
        (Key::Quantity(left, _), Key::Quantity(right, _)) => return Ok(left < right),
        (Key::Plain(left) | Key::Quantity(_, left), Key::Plain(right) | Key::Quantity(_, right)) => {
            (left, right)
        }
    };
    match (&**left, &**right) {
        (Value::Null, right) => Ok(!right.is_null()),
        (_, Value::Null) => Ok(false),
        (Value::String(left), Value::String(right)) => Ok(left < right),
        (Value::Number(left), Value::Number(right)) if is_float(left) == is_float(right) => {
            Ok(match (left.as_i128(), right.as_i128()) {
                (Some(left), Some(right)) => left < right,
                _ => left.as_f64() < right.as_f64(),
            })
        }
        (Value::String(_) | Value::Number(_), _) => Err("unsortable interface: interface".into()),
        (other, _) => Err(format!("unsortable type: {}", type_name(other))),
    }
}

/// Go's sort inserts up to twelve elements one by one, and what it does with equal ones can be seen.
const INSERTION_MAX: usize = 12;

fn sort(mut order: Vec<usize>, keys: &[Key<'_>]) -> Result<Vec<usize>, String> {
    if order.len() > INSERTION_MAX {
        return merge_sort(order, keys);
    }
    for end in 1..order.len() {
        for at in (1..=end).rev() {
            if !is_less(&keys[order[at]], &keys[order[at - 1]])? {
                break;
            }
            order.swap(at, at - 1);
        }
    }
    Ok(order)
}

/// Keeps the order of equal rows. The standard library's sort may panic where strings mix with quantities, since their
/// order is none.
fn merge_sort(mut order: Vec<usize>, keys: &[Key<'_>]) -> Result<Vec<usize>, String> {
    if order.len() < 2 {
        return Ok(order);
    }
    let second = order.split_off(order.len() / 2);
    let (first, second) = (merge_sort(order, keys)?, merge_sort(second, keys)?);
    let mut merged = Vec::with_capacity(first.len() + second.len());
    let (mut first, mut second) = (first.into_iter().peekable(), second.into_iter().peekable());
    while let (Some(left), Some(right)) = (first.peek(), second.peek()) {
        let (left, right) = (&keys[*left], &keys[*right]);
        let takes_second = !matches!(left, Key::Missing) && is_less(right, left)?;
        merged.extend(if takes_second { second.next() } else { first.next() });
    }
    merged.extend(first);
    merged.extend(second);
    Ok(merged)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use serde_json::json;

    fn check(
        order: fn(&[&Value], &str) -> Result<Vec<usize>, String>,
        values: &[Value],
        field: &str,
        expected: Expect,
    ) {
        let objects: Vec<Value> = values
            .iter()
            .map(|value| if *value == "absent" { json!({}) } else { json!({"a": {"b": value}}) })
            .collect();
        let sorted = match order(&objects.iter().collect::<Vec<_>>(), field) {
            Ok(order) => order.iter().map(|at| format!("{at}:{} ", values[*at])).collect(),
            Err(error) => error,
        };
        expected.assert_eq(&sorted);
    }

    #[test]
    fn every_form_of_the_field_works() {
        for field in [".a.b", "a.b", "{.a.b}", "{a.b}"] {
            check(
                table_order,
                &[json!("n3"), json!("n10"), json!("n1")],
                field,
                expect![[r#"2:"n1" 1:"n10" 0:"n3" "#]],
            );
        }
    }

    #[test]
    fn numbers_quantities_and_text_have_their_own_order() {
        check(table_order, &[json!(10), json!(9), json!(-1)], ".a.b", expect!["2:-1 1:9 0:10 "]);
        check(
            table_order,
            &[json!("1Gi"), json!("900Mi"), json!("1")],
            ".a.b",
            expect![[r#"2:"1" 1:"900Mi" 0:"1Gi" "#]],
        );
        check(
            table_order,
            &[json!("2026-11-24T08:06:10Z"), json!("2026-11-24T08:06:09Z")],
            ".a.b",
            expect![[r#"1:"2026-11-24T08:06:09Z" 0:"2026-11-24T08:06:10Z" "#]],
        );
        check(
            table_order,
            &[json!("b"), json!("absent"), json!("a"), json!("absent"), json!(null)],
            ".a.b",
            expect![[r#"1:"absent" 3:"absent" 4:null 2:"a" 0:"b" "#]],
        );
        check(
            list_order,
            &[json!("b"), json!("absent"), json!("a"), json!("absent")],
            ".a.b",
            expect![[r#"3:"absent" 1:"absent" 2:"a" 0:"b" "#]],
        );
    }

    #[test]
    fn fields_that_cannot_be_sorted_say_so() {
        check(
            table_order,
            &[json!("x")],
            ".nope",
            expect![[r#"couldn't find any field with path "{.nope}" in the list of objects"#]],
        );
        check(table_order, &[json!("x")], ".a[", expect!["sorting error: unterminated array"]);
        check(list_order, &[json!("x")], ".a[", expect!["unterminated array"]);
        check(
            list_order,
            &[json!("x")],
            "{.a}{.b}",
            expect![
                "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
            ],
        );
        check(
            table_order,
            &[json!({}), json!({})],
            ".a.b",
            expect![
                "Field {.a.b} in [][][]reflect.Value is an unsortable type: interface, err: unsortable type: map[string]interface {}"
            ],
        );
        check(
            list_order,
            &[json!(1), json!("x")],
            ".a.b",
            expect![
                "Field {.a.b} in *unstructured.Unstructured is an unsortable type: interface, err: unsortable interface: interface"
            ],
        );
        check(
            table_order,
            &[json!([])],
            ".a.b[3]",
            expect![[
                r#"Failed to get values for [][]reflect.Value(nil) using {.a.b[3]} (&errors.errorString{s:"array index out of bounds: index 3, length 0"})"#
            ]],
        );
        check(table_order, &[], ".a", expect![[r#""#]]);
    }

    #[test]
    fn many_rows_sort_too_and_equal_ones_keep_their_order() {
        let values: Vec<Value> = (0..40)
            .map(|at| if at % 9 == 0 { json!("absent") } else { json!(format!("n{}", at * 7 % 5)) })
            .collect();
        check(
            table_order,
            &values,
            ".a.b",
            expect![[
                r#"0:"absent" 9:"absent" 18:"absent" 27:"absent" 36:"absent" 5:"n0" 10:"n0" 15:"n0" 20:"n0" 25:"n0" 30:"n0" 35:"n0" 3:"n1" 8:"n1" 13:"n1" 23:"n1" 28:"n1" 33:"n1" 38:"n1" 1:"n2" 6:"n2" 11:"n2" 16:"n2" 21:"n2" 26:"n2" 31:"n2" 4:"n3" 14:"n3" 19:"n3" 24:"n3" 29:"n3" 34:"n3" 39:"n3" 2:"n4" 7:"n4" 12:"n4" 17:"n4" 22:"n4" 32:"n4" 37:"n4" "#
            ]],
        );
    }
}
