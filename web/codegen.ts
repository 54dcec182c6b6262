import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../schema/graphql/schema.graphql',
  documents: ['src/documents/*.graphql', 'src/console/*.graphql'],
  emitLegacyCommonJSImports: false,
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        // Documents are strings, because the pages send and show them as text. Syntax trees would be the largest part of the bundle.
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        avoidOptionals: { field: true },
        scalars: { DateTime: 'string', Decimal: 'number', JSON: 'unknown', Long: 'number', UUID: 'string', Upload: 'File' },
      },
    },
  },
};
export default config;
