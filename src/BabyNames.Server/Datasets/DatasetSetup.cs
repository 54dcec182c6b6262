using BabyNames.Data.Ingestion;
using BabyNames.Server.Configuration;
using BabyNames.Server.Storage;
using BabyNames.Sources;

namespace BabyNames.Server.Datasets;

/// <summary>Registers the services that upload, read and change datasets.</summary>
internal static class DatasetSetup
{
    public static void AddDatasets(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<StorageOptions>("Storage");
        builder.AddSettings<SourceLimits>("Sources");
        builder
            .Services.AddSingleton<DatasetStorage>()
            .AddSingleton<DatasetStore>()
            .AddSingleton<DatasetUploads>()
            .AddSingleton<DatasetImport>();
        builder.Services.AddSingleton<CountryStore>().AddSingleton<DatasetDeletion>().AddSingleton<DatasetLifecycle>();
    }
}
