using BabyNames.Data.Model;
using BabyNames.Server.Countries;
using BabyNames.Server.Feeds;
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
        name.HasKey(one => one.Id);
        name.Property(one => one.Id);
        name.Property(one => one.CountryCode).IsRequired();
        name.Property(one => one.CountryName).IsRequired();
        name.Property(one => one.Year);
        name.Property(one => one.Decade);
        name.Property(one => one.Gender).IsRequired();
        name.Property(one => one.Name).IsRequired();
        name.Property(one => one.Count).Name = "Births";
        name.Property(one => one.DatasetId);
        name.Property(one => one.CreatedAt);
        name.Property(one => one.Area).IsRequired();
        name.HasRequired(one => one.Country, (one, country) => one.CountryCode == country.Code);
        set.HasRequiredBinding(one => one.Country, CountryFeed.Set);
        return new Feed<NameCount>(Set, database => database.Names) { Search = FeedSearch.OfNames };
    }
}
