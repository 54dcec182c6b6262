using BabyNames.Server.Tests.Support;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer($"BabyNames.Server.Tests.Support.{nameof(NamedCollectionsFirst)}", "BabyNames.Server.Tests")]

namespace BabyNames.Server.Tests.Support;

/// <summary>Starts the collections of several classes first. They take longest, and a collection that starts last would run alone at the
/// end.</summary>
public sealed class NamedCollectionsFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.CollectionDefinition is null);
}
