//! The views that pictures are taken of and that axe looks at: how to get to each.

use crate::e2e::person::Deed::{self, Pause, Press, See, Type};

/// A view.
pub struct View {
    /// Also the picture's name.
    pub name: &'static str,
    /// What the address asks for.
    pub query: &'static str,
    /// How to get there from a fresh page.
    pub deeds: &'static [Deed],
}

const CREATE: Deed = Type("kubectl create -f manifests/ds-example.yaml --record");
const LABEL: Deed = Type("kubectl label node edge-1 edge-2 edge-3 nodeType=edge");
const UNDO: Deed = Press("Undo: kubectl label node edge-1 edge-2 edge-3 nodeType=edge");
const OTHER: Deed = Type("kubectl label node core-1 nodeType=edge --overwrite");
const FAST: [Deed; 3] = [Press("Faster"), Press("Faster"), Press("Faster")];

/// All views.
pub const VIEWS: &[View] = &[
    View { name: "start", query: "", deeds: &[Pause(300)] },
    View {
        name: "running",
        query: "?start=edge-and-core",
        deeds: &[CREATE, LABEL, FAST[0], FAST[1], FAST[2], See(".badge-ok"), Pause(400)],
    },
    View {
        name: "rolling",
        query: "?start=edge-and-core",
        deeds: &[
            CREATE,
            LABEL,
            FAST[0],
            FAST[1],
            FAST[2],
            See(".badge-ok"),
            Press("Slower"),
            Press("Slower"),
            Press("Slower"),
            Type("kubectl set image ds/ds-example nginx=nginx:1.29"),
            See(".rev-1[data-state=pulling]"),
            Press("Pause"),
        ],
    },
    View {
        name: "stuck",
        query: "?start=edge-and-core",
        deeds: &[
            CREATE,
            LABEL,
            FAST[0],
            FAST[1],
            FAST[2],
            See(".badge-ok"),
            Type("sim break-image nginx:1.29"),
            Type("kubectl set image ds/ds-example nginx=nginx:1.29"),
            See(".pod-failed"),
            Pause(400),
            Press("Pause"),
        ],
    },
    View {
        name: "editor",
        query: "?start=zones",
        deeds: &[Press("Editor"), See(".code-mirror"), Pause(800)],
    },
    View {
        name: "events",
        query: "?start=edge-and-core",
        deeds: &[CREATE, LABEL, Press("Events"), See(".event"), Pause(900)],
    },
    View {
        name: "share",
        query: "?start=zones",
        deeds: &[CREATE, Press("Share"), See(".share .snippet"), Pause(300)],
    },
    View {
        name: "sessions",
        query: "?start=zones",
        deeds: &[CREATE, Pause(900), Press("Sessions"), See(".session-list"), Pause(200)],
    },
    View { name: "help", query: "", deeds: &[Press("Help and keys"), See("dialog"), Pause(200)] },
    View {
        name: "node-menu",
        query: "?start=zones",
        deeds: &[Press("Actions for zone-a-2"), See("[role=menu]"), Pause(200)],
    },
    View {
        name: "add-nodes",
        query: "?start=zones",
        deeds: &[Press("Add nodes"), See(".add-nodes form"), Pause(200)],
    },
    View {
        name: "change",
        query: "?start=zones",
        deeds: &[CREATE, See(".ds-controls"), Press("Change it"), See(".ds-controls form"), Pause(200)],
    },
    View {
        name: "inspector",
        query: "?start=edge-and-core",
        deeds: &[
            CREATE,
            LABEL,
            FAST[0],
            FAST[1],
            FAST[2],
            See(".badge-ok"),
            Press("ds-example-"),
            See(".pod-actions"),
            Pause(300),
        ],
    },
    View {
        name: "map",
        query: "?start=zones",
        deeds: &[
            Type("sim add-nodes 1000 edge nodeType=edge"),
            See(".map canvas"),
            CREATE,
            FAST[0],
            FAST[1],
            FAST[2],
            Pause(9000),
            Press("Pause"),
            Pause(500),
        ],
    },
    View {
        name: "trace",
        query: "?start=edge-and-core",
        deeds: &[CREATE, LABEL, Press("Trace"), Pause(2500), Press("Pause"), Pause(300)],
    },
    View {
        name: "embed",
        query: "?embed&start=zones&load=now&lesson=managing-daemonsets",
        deeds: &[Pause(400)],
    },
    View {
        name: "matrix",
        query: "?start=edge-and-core",
        deeds: &[CREATE, LABEL, Press("Who runs where"), See(".matrix table"), Pause(300)],
    },
    View {
        name: "futures",
        query: "?start=edge-and-core",
        deeds: &[CREATE, LABEL, UNDO, OTHER, Press("Futures: B of 2"), See(".futures-list"), Pause(200)],
    },
    View {
        name: "compare",
        query: "?start=edge-and-core",
        deeds: &[
            CREATE,
            LABEL,
            UNDO,
            OTHER,
            Press("Futures: B of 2"),
            Press("Compare with A"),
            See(".compare-ds"),
            Pause(300),
        ],
    },
    View {
        name: "crowded",
        query: "?start=edge-and-core",
        deeds: &[
            Type(
                "kubectl label node edge-1 a.example.com/quite-a-long-key=a-value-that-goes-on-and-on b=1 c=2 d=3 e=4 f=5 g=6",
            ),
            Type(
                "kubectl taint node edge-1 a.example.com/quite-a-long-key=a-value-that-goes-on-and-on:NoSchedule",
            ),
            Type("sim add-node a-node-with-a-name-that-is-as-long-as-a-label-of-dns-may-be-63 nodeType=edge"),
            CREATE,
            See(".chip-taint"),
            Pause(400),
        ],
    },
    View { name: "poster", query: "?embed", deeds: &[See(".poster")] },
];
