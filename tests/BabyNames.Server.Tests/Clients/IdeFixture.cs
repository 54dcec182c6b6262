using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Clients;

/// <summary>A server with the IDE, the names of 2023, and no reading without a key.</summary>
public sealed class IdeFixture() : ServerFixture("--Ide:Enabled", "true"), IAsyncLifetime
{
    public Uri Address => new(Client.BaseAddress!, "/graphql");

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await IngestAsync("yob2023.txt", Samples.Year(2023));
    }
}
