//! A map by hash whose copies share what they have in common: where ten thousand names or identities are looked up at
//! every step, and where a copy of the whole cluster is a checkpoint.
//!
//! An entry lies in a bucket, the bucket in a directory. Looking up costs one hash, whatever the size, and compares one
//! key; a copy copies the directory only, and a bucket is copied when one of its sharers is about to change it.
//! Invariants: the hash is our own and the same on every machine, so that the same calls leave the same map; the
//! directory's length is a power of two, or zero while nothing was ever put in.
//! Deliberately absent: an order. Whoever needs one sorts, or takes a `BTreeMap`.

use std::rc::Rc;

use crate::apimachinery::meta::Uid;

/// How many entries a bucket has on average, at most.
const LOAD_MAX: usize = 4;

/// What a map can be asked by.
pub trait Hashed: Copy + Eq {
    /// A number that differs, as a rule, from those of other keys.
    fn hash32(self) -> u32;
}

impl Hashed for &str {
    fn hash32(self) -> u32 {
        const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
        let (words, rest) = self.as_bytes().as_chunks::<8>();
        let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(MULTIPLIER);
        let mut hash =
            words.iter().fold(self.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
        if !rest.is_empty() {
            hash = mix(hash, rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
        ((hash ^ hash >> 29).wrapping_mul(MULTIPLIER) >> 32) as u32
    }
}

impl Hashed for Uid {
    fn hash32(self) -> u32 {
        // Drawn by chance, and never by whoever could mean harm.
        (self.0 ^ self.0 >> 32) as u32
    }
}

/// An item of an [`Index`]: it knows its key.
pub trait Keyed: Clone {
    /// What it is found by.
    type Key<'a>: Hashed + Ord
    where
        Self: 'a;
    /// Its key.
    fn key(&self) -> Self::Key<'_>;
    /// Whether that is its key.
    fn has_key(&self, key: Self::Key<'_>) -> bool;
}

impl<V: Clone> Keyed for (Rc<str>, V) {
    type Key<'a>
        = &'a str
    where
        V: 'a;
    fn key(&self) -> &str {
        &self.0
    }
    fn has_key(&self, key: &str) -> bool {
        *self.0 == *key
    }
}

impl<V: Clone> Keyed for (Uid, V) {
    type Key<'a>
        = Uid
    where
        V: 'a;
    fn key(&self) -> Uid {
        self.0
    }
    fn has_key(&self, key: Uid) -> bool {
        self.0 == key
    }
}

type Bucket<T> = Rc<Vec<(u32, T)>>;

/// Items by key.
#[derive(Clone, Debug)]
pub struct Index<T> {
    directory: Vec<Bucket<T>>,
    len: usize,
}

impl<T> Default for Index<T> {
    fn default() -> Index<T> {
        Index { directory: Vec::new(), len: 0 }
    }
}

impl<T: Keyed> Index<T> {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The item with that key.
    pub fn get(&self, key: T::Key<'_>) -> Option<&T> {
        let hash = key.hash32();
        let bucket = self.directory.get(self.place(hash))?;
        bucket.iter().find(|(one, item)| *one == hash && item.has_key(key)).map(|(_, item)| item)
    }

    /// Whether there is an item with that key.
    pub fn contains(&self, key: T::Key<'_>) -> bool {
        self.get(key).is_some()
    }

    /// The item with that key, to be changed in all but its key.
    pub fn get_mut(&mut self, key: T::Key<'_>) -> Option<&mut T> {
        let (place, index) = self.find(key.hash32(), key)?;
        Some(self.item_mut(place, index))
    }

    /// The item with that key, to be changed in all but its key; a new one where there was none.
    pub fn get_or_insert_with(&mut self, key: T::Key<'_>, item: impl FnOnce() -> T) -> &mut T {
        let hash = key.hash32();
        let (place, index) = self.find(hash, key).unwrap_or_else(|| self.push(hash, item()));
        self.item_mut(place, index)
    }

    /// Puts an item in its place and returns the one that was there.
    pub fn put(&mut self, item: T) -> Option<T> {
        let hash = item.key().hash32();
        match self.find(hash, item.key()) {
            Some((place, index)) => Some(std::mem::replace(self.item_mut(place, index), item)),
            None => {
                self.push(hash, item);
                None
            }
        }
    }

    /// Takes an item out.
    pub fn remove(&mut self, key: T::Key<'_>) -> Option<T> {
        let (place, index) = self.find(key.hash32(), key)?;
        self.len -= 1;
        Some(Rc::make_mut(&mut self.directory[place]).swap_remove(index).1)
    }

    /// All items, in no order that means anything.
    pub fn unordered(&self) -> impl Iterator<Item = &T> {
        self.directory.iter().flat_map(|bucket| bucket.iter()).map(|(_, item)| item)
    }

    /// All items in the order of their keys.
    pub fn sorted(&self) -> Vec<&T> {
        let mut items: Vec<&T> = self.unordered().collect();
        items.sort_unstable_by(|a, b| a.key().cmp(&b.key()));
        items
    }

    fn place(&self, hash: u32) -> usize {
        hash as usize & self.directory.len().wrapping_sub(1)
    }

    fn find(&self, hash: u32, key: T::Key<'_>) -> Option<(usize, usize)> {
        let place = self.place(hash);
        let index =
            self.directory.get(place)?.iter().position(|(one, item)| *one == hash && item.has_key(key))?;
        Some((place, index))
    }

    fn item_mut(&mut self, place: usize, index: usize) -> &mut T {
        &mut Rc::make_mut(&mut self.directory[place])[index].1
    }

    /// Puts an item in whose key is new.
    fn push(&mut self, hash: u32, item: T) -> (usize, usize) {
        if self.len == self.directory.len() * LOAD_MAX {
            self.grow();
        }
        self.len += 1;
        let place = self.place(hash);
        let bucket = Rc::make_mut(&mut self.directory[place]);
        bucket.push((hash, item));
        (place, bucket.len() - 1)
    }

    /// Doubles the directory: each bucket is parted by one more bit of the hash.
    fn grow(&mut self) {
        let bit = self.directory.len();
        self.directory.resize_with((bit * 2).max(1), Bucket::default);
        for place in 0..bit {
            let bucket = std::mem::take(&mut self.directory[place]);
            let entries = Rc::unwrap_or_clone(bucket).into_iter();
            let (stays, moves): (Vec<_>, Vec<_>) = entries.partition(|(hash, _)| *hash as usize & bit == 0);
            self.directory[place] = Rc::new(stays);
            self.directory[place + bit] = Rc::new(moves);
        }
    }
}

impl<K, V> Index<(K, V)>
where
    (K, V): Keyed,
{
    /// The value under that key.
    pub fn value(&self, key: <(K, V) as Keyed>::Key<'_>) -> Option<&V> {
        self.get(key).map(|(_, value)| value)
    }

    /// The value under that key, to be changed.
    pub fn value_mut(&mut self, key: <(K, V) as Keyed>::Key<'_>) -> Option<&mut V> {
        self.get_mut(key).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::apimachinery::rand::Rng;

    #[test]
    fn it_holds_what_a_sorted_map_holds() {
        let mut index: Index<(Rc<str>, u32)> = Index::default();
        let mut map = BTreeMap::new();
        let mut rng = Rng::new(1);
        for step in 0..20_000_u32 {
            let key: Rc<str> = format!("node-{}", rng.below(600)).into();
            match rng.below(3) {
                0 => assert_eq!(index.remove(&key).map(|(_, value)| value), map.remove(&key)),
                1 => assert_eq!(
                    index.put((key.clone(), step)).map(|(_, value)| value),
                    map.insert(key.clone(), step)
                ),
                _ => {
                    index.get_or_insert_with(&key, || (key.clone(), 0)).1 += 1;
                    *map.entry(key.clone()).or_default() += 1;
                }
            }
            assert_eq!(index.get(&key).map(|(_, value)| value), map.get(&key));
            assert_eq!(index.len(), map.len());
        }
        let mut items: Vec<_> = index.unordered().cloned().collect();
        items.sort();
        assert_eq!(items, map.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_copy_does_not_see_what_happens_to_the_original() {
        let mut index = Index::default();
        for number in 0..100_u128 {
            index.put((Uid(number), 0));
        }
        let copy = index.clone();
        index.put((Uid(7), 1));
        index.remove(Uid(8));
        if let Some((_, value)) = index.get_mut(Uid(9)) {
            *value = 2;
        }
        assert_eq!(copy.unordered().map(|(_, value)| *value).max(), Some(0));
        assert_eq!((copy.len(), index.len()), (100, 99));
        assert_eq!(index.get(Uid(9)), Some(&(Uid(9), 2)));
    }

    #[test]
    fn names_that_differ_little_have_hashes_that_differ_much() {
        let mut index: Index<(Rc<str>, ())> = Index::default();
        for number in 0..10_000 {
            index.put((format!("node-{number}").into(), ()));
        }
        let fullest = index.directory.iter().map(|bucket| bucket.len()).max();
        assert!(fullest <= Some(16), "a bucket has {fullest:?} entries");
    }
}
