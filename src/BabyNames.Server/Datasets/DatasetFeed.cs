using BabyNames.Data.Model;
using BabyNames.ODataEngine.Rows;
using BabyNames.Server.Countries;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Datasets;

/// <summary>The entity set <c>Datasets</c>, by id, which is the order of the uploads.</summary>
internal static class DatasetFeed
{
    public const string Set = "Datasets";

    public static Feed Create(ODataModelBuilder model)
    {
        var set = model.EntitySet<Dataset>(Set);
        var dataset = set.EntityType;
        dataset.HasKey(row => row.Id);
        dataset.Property(row => row.Id);
        dataset.Property(row => row.CountryCode).IsRequired();
        dataset.Property(row => row.CountryName).IsRequired();
        dataset.Property(row => row.Filename).IsRequired();
        dataset.Property(row => row.FileSize);
        dataset.Property(row => row.ParserType).IsRequired().Name = "Source";
        dataset.Property(row => row.Area);
        dataset.Property(row => row.Publisher);
        dataset.Property(row => row.Licence);
        dataset.Property(row => row.Attribution);
        dataset.Property(row => row.Status).IsRequired();
        dataset.Property(row => row.RowCount);
        dataset.Property(row => row.ErrorCount);
        dataset.Property(row => row.ErrorMessage);
        dataset.Property(row => row.UploadedAt);
        dataset.Property(row => row.ProcessedAt);
        dataset.HasRequired(row => row.Country, (row, country) => row.CountryCode == country.Code);
        set.HasRequiredBinding(row => row.Country, CountryFeed.Set);
        return new Feed<Dataset>(Set, database => database.Set<Dataset>());
    }
}
