//! The order of elements in merged lists.
//!
//! Elements that the patch names come in the order of the patch, the others in the order they had; the two are woven
//! together by the old order.
//!
//! Invariants: the sorts swap equal elements exactly where Go's do on short lists, so that lists with two elements of
//! one key (a port for TCP and UDP) come out the same.
//!
//! Upstream: `strategicpatch`, `normalizeElementOrder`, `mergeSortedSlice`, `sortMergeListsByNameArray`.

use super::error::PatchError;
use crate::apimachinery::go_value::sprint;
use serde_json::{Map, Value};

/// The keys under which a patch says what it does.
pub const DIRECTIVE: &str = "$patch";
/// The keys a patched element keeps.
pub const RETAIN_KEYS: &str = "$retainKeys";
/// Prefix of the list that names what to remove from a list of scalars.
pub const DELETE_FROM_PRIMITIVE_LIST: &str = "$deleteFromPrimitiveList";
/// Prefix of the list that names the order.
pub const SET_ELEMENT_ORDER: &str = "$setElementOrder";

/// Whether a list holds objects or scalars.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Elements {
    /// Told apart by a merge key.
    Maps,
    /// Told apart by themselves.
    Scalars,
}

/// What the lists hold; an error when that differs or there is nothing in them.
pub fn element_type(lists: &[&[Value]]) -> Result<Elements, PatchError> {
    let mut all = lists.iter().flat_map(|list| list.iter());
    let Some(first) = all.next() else {
        return Err(PatchError::plain("no elements in any of the given slices"));
    };
    if first.is_array() {
        return Err(PatchError::list_of_lists());
    }
    if first.is_null() || all.any(|item| go_type(item) != go_type(first)) {
        let lists = Value::Array(lists.iter().map(|list| Value::Array(list.to_vec())).collect());
        return Err(PatchError::plain(format!("list element types are not identical: {}", sprint(&lists))));
    }
    Ok(if first.is_object() { Elements::Maps } else { Elements::Scalars })
}

fn go_type(value: &Value) -> &'static str {
    super::go_text::type_name(value)
}

/// Brings the elements that a patch speaks of and the others into one list.
pub fn normalize_element_order(
    patch: Vec<Value>,
    server_only: Vec<Value>,
    patch_order: &[Value],
    server_order: &[Value],
    merge_key: &str,
    elements: Elements,
) -> Result<Vec<Value>, PatchError> {
    let patch = normalize_slice_order(patch, patch_order, merge_key, elements)?;
    let server_only = normalize_slice_order(server_only, server_order, merge_key, elements)?;
    Ok(merge_sorted(server_only, patch, server_order, merge_key, elements))
}

/// Sorts by `order`; elements to be deleted go last.
pub fn normalize_slice_order(
    list: Vec<Value>,
    order: &[Value],
    merge_key: &str,
    elements: Elements,
) -> Result<Vec<Value>, PatchError> {
    let mut deleted = Vec::new();
    let mut list = list;
    if elements == Elements::Maps {
        validate_merge_key(merge_key, &list)?;
        validate_merge_key(merge_key, order)?;
        (list, deleted) = extract_deleted(list)?;
    }
    let place = |item: &Value| index(order, item, merge_key, elements);
    insertion_sort(&mut list, |left, right| match (place(left), place(right)) {
        (Some(left), Some(right)) => left < right,
        _ => true,
    });
    list.append(&mut deleted);
    Ok(list)
}

/// Splits the elements that are to be deleted from the others.
pub fn extract_deleted(list: Vec<Value>) -> Result<(Vec<Value>, Vec<Value>), PatchError> {
    let (mut kept, mut deleted) = (Vec::new(), Vec::new());
    for item in list {
        let fields = item.as_object().ok_or_else(|| PatchError::expected_map(&item))?;
        let is_deleted = fields.get(DIRECTIVE).and_then(Value::as_str) == Some("delete");
        if is_deleted { deleted.push(item) } else { kept.push(item) }
    }
    Ok((kept, deleted))
}

/// Splits the elements that `named` has, too, from the others.
pub fn partition_by_presence(
    list: &[Value],
    named: &[Value],
    merge_key: &str,
) -> Result<(Vec<Value>, Vec<Value>), PatchError> {
    let (mut present, mut absent) = (Vec::new(), Vec::new());
    for item in list {
        let is_named = if merge_key.is_empty() {
            named.contains(item)
        } else {
            find_by_key(named, merge_key, merge_key_value(item, merge_key)?)?.is_some()
        };
        if is_named { present.push(item.clone()) } else { absent.push(item.clone()) }
    }
    Ok((present, absent))
}

/// The value by which an element is told apart.
pub fn merge_key_value<'a>(item: &'a Value, merge_key: &str) -> Result<&'a Value, PatchError> {
    let fields: &Map<String, Value> = item.as_object().ok_or_else(|| PatchError::expected_map(item))?;
    fields.get(merge_key).ok_or_else(|| PatchError::no_merge_key(fields, merge_key))
}

/// Where the list has an element with this value of the merge key.
pub fn find_by_key(list: &[Value], merge_key: &str, value: &Value) -> Result<Option<usize>, PatchError> {
    for (index, item) in list.iter().enumerate() {
        let Some(fields) = item.as_object() else {
            return Err(PatchError::plain(format!("value for key {index} is not a map")));
        };
        if fields.get(merge_key) == Some(value) {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// Sorts elements by the text of their merge key, scalars by their own.
pub fn sort_for_merge(list: &[Value], merge_key: &str) -> Result<Vec<Value>, PatchError> {
    if list.is_empty() {
        return Ok(Vec::new());
    }
    let mut sorted = list.to_vec();
    if element_type(&[list])? == Elements::Scalars {
        sorted = deduplicate(sorted);
        sort_scalars(&mut sorted);
    } else {
        let text = |item: &Value| sprint(item.get(merge_key).unwrap_or(&Value::Null));
        insertion_sort(&mut sorted, |left, right| text(left) <= text(right));
    }
    Ok(sorted)
}

/// Sorts scalars by their text.
pub fn sort_scalars(list: &mut [Value]) {
    insertion_sort(list, |left, right| sprint(left) <= sprint(right));
}

/// Takes out repetitions; the last element fills the gap, as upstream does it.
pub fn deduplicate(mut list: Vec<Value>) -> Vec<Value> {
    let mut first = 0;
    while first + 1 < list.len() {
        let mut second = first + 1;
        while second < list.len() {
            if list[first] == list[second] {
                list.swap_remove(second);
            } else {
                second += 1;
            }
        }
        first += 1;
    }
    list
}

fn validate_merge_key(merge_key: &str, list: &[Value]) -> Result<(), PatchError> {
    list.iter().try_for_each(|item| merge_key_value(item, merge_key).map(|_| ()))
}

fn index(list: &[Value], item: &Value, merge_key: &str, elements: Elements) -> Option<usize> {
    match elements {
        Elements::Maps => list.iter().position(|other| other.get(merge_key) == item.get(merge_key)),
        Elements::Scalars => list.iter().position(|other| other == item),
    }
}

fn merge_sorted(
    left: Vec<Value>,
    right: Vec<Value>,
    server_order: &[Value],
    merge_key: &str,
    elements: Elements,
) -> Vec<Value> {
    let place = |item: &Value| index(server_order, item, merge_key, elements);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(next_left), Some(next_right)) = (left.peek(), right.peek()) {
        let left_first = match (place(next_left), place(next_right)) {
            (Some(left), Some(right)) => left < right,
            _ => false,
        };
        merged.extend(if left_first { left.next() } else { right.next() });
    }
    merged.extend(left);
    merged.extend(right);
    merged
}

/// What both of Go's sorts do on short lists, also with an order that is none.
fn insertion_sort(list: &mut [Value], less: impl Fn(&Value, &Value) -> bool) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && less(&list[at], &list[at - 1]) {
            list.swap(at, at - 1);
            at -= 1;
        }
    }
}
