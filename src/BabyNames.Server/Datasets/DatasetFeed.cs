using BabyNames.Data.Model;
using BabyNames.Server.Countries;
using BabyNames.Server.Feeds;
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
        dataset.HasKey(one => one.Id);
        dataset.Property(one => one.Id);
        dataset.Property(one => one.CountryCode).IsRequired();
        dataset.Property(one => one.CountryName).IsRequired();
        dataset.Property(one => one.Filename).IsRequired();
        dataset.Property(one => one.FileSize);
        dataset.Property(one => one.ParserType).IsRequired().Name = "Source";
        dataset.Property(one => one.Area);
        dataset.Property(one => one.Publisher);
        dataset.Property(one => one.Licence);
        dataset.Property(one => one.Attribution);
        dataset.Property(one => one.Status).IsRequired();
        dataset.Property(one => one.RowCount);
        dataset.Property(one => one.ErrorCount);
        dataset.Property(one => one.ErrorMessage);
        dataset.Property(one => one.UploadedAt);
        dataset.Property(one => one.ProcessedAt);
        dataset.HasRequired(one => one.Country, (one, country) => one.CountryCode == country.Code);
        set.HasRequiredBinding(one => one.Country, CountryFeed.Set);
        return new Feed<Dataset>(Set, database => database.Datasets);
    }
}
