using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Access;

public class AdminActionTests(ApiKeyFixture keys) : IClassFixture<ApiKeyFixture>
{
    [Fact]
    public async Task Each_action_of_an_admin_is_recorded_with_its_outcome()
    {
        var id = await keys.Client.AcceptedAsync("yob2001.txt", "Emma,F,10\n"u8.ToArray(), keys.AdminKey);
        await keys.SettleAsync(id);
        await keys.UploadAsync("yob2001.txt", "Emma,F,10\n"u8.ToArray());
        await keys.AdminAsync($$"""cancelDataset(input: { datasetId: "{{id}}" }) { errors { __typename } }""");
        await keys.AdminAsync($$"""deleteDataset(input: { datasetId: "{{id}}" }) { dataset { id } }""");
        var data = await keys.DataAsync(
            "{ adminActions(order: [{ id: ASC }]) { nodes { keyId actor action subject outcome errorCode } } }",
            key: keys.AdminKey
        );
        var by = $"\"keyId\":\"{ApiKeyFixture.IdOf(keys.AdminKey)}\",\"actor\":\"test admin\"";
        Assert.Equal(
            $$"""
            [{{{by}},"action":"uploadDataset","subject":"{{id}}","outcome":"DONE","errorCode":null},
            {{{by}},"action":"uploadDataset","subject":"yob2001.txt","outcome":"REFUSED","errorCode":"BN203"},
            {{{by}},"action":"cancelDataset","subject":"{{id}}","outcome":"REFUSED","errorCode":"BN210"},
            {{{by}},"action":"deleteDataset","subject":"{{id}}","outcome":"DONE","errorCode":null}]
            """.ReplaceLineEndings(""),
            data.GetProperty("adminActions").GetProperty("nodes").GetRawText()
        );
        Assert.Empty(await keys.SqlAsync("SELECT id FROM admin_actions WHERE ended_at < began_at OR ended_at IS NULL"));
    }

    [Theory]
    [InlineData("api_writer", "DELETE FROM admin_actions")]
    [InlineData("api_writer", "UPDATE admin_actions SET actor = 'someone else'")]
    [InlineData("api_writer", "TRUNCATE admin_actions")]
    [InlineData("api_worker", "SELECT * FROM admin_actions")]
    public async Task No_role_can_change_or_delete_a_recorded_action(string role, string sql)
    {
        var source = role == "api_writer" ? keys.Databases.Writer : keys.Databases.Worker;
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => source.SqlAsync(sql));
        Assert.Equal(Npgsql.PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }
}
