import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../schema/graphql/schema.graphql',
  documents: 'src/**/*.ts',
  emitLegacyCommonJSImports: false,
  generates: {
    // The types of each interface and union. A cache cannot derive them from responses.
    'src/gql/possible-types.ts': { plugins: ['fragment-matcher'] },
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        // Code generation fails if `scalars` has no type for a scalar of the schema.
        strictScalars: true,
        // In a browser the type of `Upload` is 'File'.
        scalars: { DateTime: 'string', Decimal: 'number', JSON: 'unknown', Long: 'number', UUID: 'string', Upload: 'node:buffer#File' },
      },
    },
  },
};
export default config;
