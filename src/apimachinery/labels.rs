//! Labels, annotations and node selectors: shared, sorted maps of strings.

use std::rc::Rc;

use serde_json::Value;

/// A shared map of strings, a list sorted by key: most have a handful of entries. A clone costs a counter; a change
/// makes a new map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StringMap(Rc<Vec<(Rc<str>, Rc<str>)>>);

impl StringMap {
    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Rc<str>> {
        // With so few entries most differ in length already.
        self.0.iter().find(|(one, _)| **one == *key).map(|(_, value)| value)
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The entries in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&Rc<str>, &Rc<str>)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// Where `key` stands, or would stand.
    fn find(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(one, _)| (**one).cmp(key))
    }

    /// The map with `key` set to `value`.
    #[must_use]
    pub fn with(&self, key: &str, value: &str) -> StringMap {
        let mut map = self.clone();
        map.set(key, value);
        map
    }

    fn set(&mut self, key: &str, value: &str) {
        let index = self.find(key);
        let entries = Rc::make_mut(&mut self.0);
        match index {
            Ok(index) => entries[index].1 = value.into(),
            Err(index) => entries.insert(index, (key.into(), value.into())),
        }
    }

    /// The map without `key`.
    #[must_use]
    pub fn without(&self, key: &str) -> StringMap {
        let mut map = (*self.0).clone();
        if let Ok(index) = self.find(key) {
            map.remove(index);
        }
        StringMap(Rc::new(map))
    }

    /// Whether every entry of `self` stands in `other` too.
    pub fn is_subset_of(&self, other: &StringMap) -> bool {
        self.0.iter().all(|(key, value)| other.get(key) == Some(value))
    }

    /// Whether two maps are one and the same in memory: equal without a look at the entries.
    pub fn ptr_eq(&self, other: &StringMap) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// The map as JSON.
    pub fn to_value(&self) -> Value {
        Value::Object(self.0.iter().map(|(key, value)| (key.to_string(), Value::from(&**value))).collect())
    }

    /// Reads a JSON object of strings; what is not a string is left out, decoding has refused it before.
    pub fn from_value(value: Option<&Value>) -> StringMap {
        let entries = value.and_then(Value::as_object).into_iter().flatten();
        entries.filter_map(|(key, value)| Some((&**key, value.as_str()?))).collect()
    }

    /// `a=1,b=2`, or `<none>` where there is no entry, as kubectl prints labels in a column.
    pub fn format(&self) -> String {
        if self.0.is_empty() {
            return "<none>".to_owned();
        }
        let pairs: Vec<String> = self.0.iter().map(|(key, value)| format!("{key}={value}")).collect();
        pairs.join(",")
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for StringMap {
    /// Of two entries with one key the later counts.
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a str)>>(entries: T) -> StringMap {
        let mut map = StringMap::default();
        entries.into_iter().for_each(|(key, value)| map.set(key, value));
        map
    }
}
