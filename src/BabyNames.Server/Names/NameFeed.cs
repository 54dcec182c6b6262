using BabyNames.Data.Model;
using BabyNames.ODataEngine.Rows;
using BabyNames.Server.Countries;
using BabyNames.Server.Search;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Names;

/// <summary>The entity set <c>Names</c>: the live rows of the files, in the order in which they were loaded.</summary>
internal static class NameFeed
{
    public const string Set = "Names";

    public static Feed Create(ODataModelBuilder model)
    {
        var set = model.EntitySet<NameCount>(Set);
        var name = set.EntityType;
        name.HasKey(row => row.Id);
        name.Property(row => row.Id);
        name.Property(row => row.CountryCode).IsRequired();
        name.Property(row => row.CountryName).IsRequired();
        name.Property(row => row.Year);
        name.Property(row => row.Decade);
        name.Property(row => row.Gender).IsRequired();
        name.Property(row => row.Name).IsRequired();
        name.Property(row => row.Count).Name = "Births";
        name.Property(row => row.DatasetId);
        name.Property(row => row.CreatedAt);
        name.Property(row => row.Area).IsRequired();
        name.HasRequired(row => row.Country, (row, country) => row.CountryCode == country.Code);
        set.HasRequiredBinding(row => row.Country, CountryFeed.Set);
        return new Feed<NameCount>(Set, database => database.Set<NameCount>()) { Search = FeedSearch.OfNames };
    }
}
