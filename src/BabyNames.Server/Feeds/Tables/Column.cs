using Kind = Microsoft.OData.Edm.EdmPrimitiveTypeKind;

namespace BabyNames.Server.Feeds.Tables;

/// <param name="Path">As the client knows it: <c>Year</c>, <c>Country/Name</c> or an alias.</param>
/// <param name="Name">As SQL knows it.</param>
/// <param name="IsDeclared">Whether <c>$metadata</c> tells its type; an alias has to carry it along.</param>
internal sealed record Column(string Path, string Name, Kind Type, bool IsNullable, bool IsDeclared)
{
    public Value Value => new($"t.{Name}", Type, IsNullable);
}
