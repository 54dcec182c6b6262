using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Clients;

/// <summary>A server that requires a key, with the IDE and the US file of 2023.</summary>
public sealed class IdeFixture() : ServerFixture("--Ide:Enabled", "true"), IAsyncLifetime
{
    public Uri Address => new(Client.BaseAddress!, "/graphql");

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await IngestAsync("yob2023.txt", Samples.Year(2023));
    }
}
