using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Clients;

/// <summary>A server with the US files of 1990, 2013, 2022 and 2023, and made-up rows of Canada of 2019 and 2020.</summary>
public sealed class ExplorerFixture() : ServerFixture("--Access:AnonymousReading", "true"), IAsyncLifetime
{
    public Uri Address => Client.BaseAddress!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await IngestAsync("names.zip", Samples.Zip(1990, 2013, 2022, 2023));
        var canada = "Year,Name,Sex,Count\n2020,Zoë,F,70\n2020,Léa,F,60\n2020,Zoë,M,7\n2019,Léa,F,50\n"u8.ToArray();
        await SettleAsync(await Client.AcceptedAsync("own.csv", canada, AdminKey, "CA"));
    }
}
