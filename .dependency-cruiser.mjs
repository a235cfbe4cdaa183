/** Who may import whom in server/src: the rules of docs/decisions and of design, kept by `npm run lint`. */

const ground = ['base', 'config'];
/** Each room and the rooms below it that it may use (through their index.ts, see below). */
const allowed = {
  base: [],
  config: ['base'],
  database: ground,
  workflows: [...ground, 'database'],
  wire: ground,
  radius: ['base'],
  engine: ground,
  fabric: ground,
  volumes: ground,
  images: [...ground, 'engine'],
  identity: [...ground, 'wire', 'database', 'workflows'],
  secrets: [...ground, 'wire'],
  monitoring: [...ground, 'wire', 'database', 'workflows'],
  networks: [...ground, 'wire', 'database', 'workflows', 'fabric'],
  directories: [
    ...ground,
    'wire',
    'database',
    'workflows',
    'engine',
    'fabric',
    'networks',
    'identity',
    'monitoring',
    'radius',
  ],
  workspaces: [
    ...ground,
    'wire',
    'database',
    'workflows',
    'engine',
    'fabric',
    'volumes',
    'networks',
    'identity',
    'monitoring',
    'directories',
  ],
  access: [...ground, 'database', 'workflows', 'monitoring', 'workspaces', 'directories'],
  streaming: [...ground, 'database', 'access', 'workspaces'],
  extensions: [...ground, 'wire', 'database', 'workspaces', 'access'],
  connect: ['base', 'access', 'streaming'],
  supervisor: [...ground, 'database', 'engine', 'fabric', 'images', 'volumes'],
};

/** Rooms of services: others enter them by index.ts alone. */
const serviceRooms = [
  'identity',
  'secrets',
  'monitoring',
  'networks',
  'directories',
  'workspaces',
  'access',
  'streaming',
];

const roomRules = Object.entries(allowed).map(([room, others]) => ({
  name: `${room}-imports`,
  comment: `${room}/ may use ${others.join(', ') || 'nobody'}`,
  severity: 'error',
  from: { path: `^server/src/${room}/`, pathNot: '\\.test\\.ts$|/testing' },
  to: { path: '^server/src/', pathNot: `^server/src/(${[room, ...others].join('|')})/` },
}));

const doorRules = serviceRooms.map((room) => ({
  name: `${room}-door`,
  comment: `rooms meet through ${room}/index.ts; roles/ and cli/ wire the parts`,
  severity: 'error',
  from: { path: '^server/src/', pathNot: `^server/src/(${room}|roles|cli|connect)/|\\.test\\.ts$|/testing` },
  to: { path: `^server/src/${room}/`, pathNot: `^server/src/${room}/(index|administration)\\.ts$` },
}));

export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'models-are-pure',
      comment: 'model/ imports nothing but model/, base/ and types',
      severity: 'error',
      from: { path: '^server/src/[^/]+/model/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^server/src/',
        pathNot:
          '/model/|^server/src/base/|^server/src/workflows/workflow\\.ts$|^server/src/wire/operation\\.ts$',
      },
    },
    {
      name: 'operations-keep-off-the-engine',
      comment: 'an api process never even loads the engine, the fabric or the bodies of workflows',
      severity: 'error',
      from: { path: '^server/src/[^/]+/operations/', pathNot: '\\.test\\.ts$|/testing' },
      to: { path: '^server/src/(engine|fabric|volumes|[^/]+/lifecycle|[^/]+/controllers)/' },
    },
    {
      name: 'connect-knows-models',
      comment:
        'the native client runs on computers of users: like the web client it shares models with the gateway',
      severity: 'error',
      from: { path: '^server/src/connect/', pathNot: '\\.test\\.ts$|/testing' },
      to: { path: '^server/src/(access|streaming)/', pathNot: '/model/' },
    },
    {
      name: 'roles-know-all',
      comment: 'nobody but the entry points knows the composition roots',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(roles|cli|main\\.ts)' },
      to: { path: '^server/src/(roles|cli)/' },
    },
    ...roomRules,
    ...doorRules,
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules|/dist/' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
