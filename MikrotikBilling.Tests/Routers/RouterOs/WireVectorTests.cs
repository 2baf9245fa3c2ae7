using System.Buffers;
using System.IO.Pipelines;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.RouterOs.Wire;

namespace MikrotikBilling.Tests.Routers.RouterOs;

/// <summary>Bytes computed outside this code (MikroTik manual, section "API", and an independent client).</summary>
public class WireVectorTests
{
    public static TheoryData<string, string[]> Sentences { get; } = new()
    {
        { "062f6c6f67696e0b3d6e616d653d61646d696e0a3d70617373776f72643d00", ["/login", "=name=admin", "=password="] },
        { "062f6c6f67696e0b3d6e616d653d61646d696e133d70617373776f72643d704073733d7730726400", ["/login", "=name=admin", "=password=p@ss=w0rd"] },
        { "162f73797374656d2f7265736f757263652f7072696e741a3d2e70726f706c6973743d757074696d652c6370752d6c6f6164062e7461673d3700",
            ["/system/resource/print", "=.proplist=uptime,cpu-load", ".tag=7"] },
        { "112f7070702f7365637265742f7072696e740d3f6e616d653d637573743030311c3d2e70726f706c6973743d2e69642c6e616d652c64697361626c656400",
            ["/ppp/secret/print", "?name=cust001", "=.proplist=.id,name,disabled"] },
        { "102f696e746572666163652f7072696e740b3f747970653d65746865720a3f747970653d766c616e033f237c00",
            ["/interface/print", "?type=ether", "?type=vlan", "?#|"] },
        { "072f63616e63656c063d7461673d37062e7461673d3800", ["/cancel", "=tag=7", ".tag=8"] },
        { "03217265073d2e69643d2a310d3d6e616d653d63757374303031062e7461673d3700", ["!re", "=.id=*1", "=name=cust001", ".tag=7"] },
        { "0621656d707479062e7461673d3700", ["!empty", ".tag=7"] },
        { "0521646f6e65083d7265743d2a3141062e7461673d3900", ["!done", "=ret=*1A", ".tag=9"] },
        { "0521747261700b3d63617465676f72793d32143d6d6573736167653d696e746572727570746564062e7461673d3700",
            ["!trap", "=category=2", "=message=interrupted", ".tag=7"] },
        { "0621666174616c1d73657373696f6e207465726d696e61746564206f6e207265717565737400", ["!fatal", "session terminated on request"] },
    };

    [Theory]
    [MemberData(nameof(Sentences))]
    public async Task Sentence_KnownBytes_AreWrittenAndReadBack(string hex, string[] words)
    {
        Convert.ToHexStringLower(ScriptedRouter.Bytes(words)).ShouldBe(hex);

        var reader = new SentenceReader(PipeReader.Create(new ReadOnlySequence<byte>(Convert.FromHexString(hex))));
        (await reader.ReadAsync(CancellationToken.None))!.Select(w => WireText.Decode(w.Span)).ShouldBe(words);
    }

    [Theory]
    [InlineData("", "005062f7a5ef124d34675bf3e81f56c556")]
    [InlineData("admin", "00d63bceb0856850583d6ed1fd921ee720")]
    [InlineData("password", "00fd8a58c17703f37d36d98fc3e59d4f15")]
    [InlineData("test", "00e61bf3ddbbe0daa84e9265d73c4abe64")]
    public void LegacyLogin_KnownChallenge_GivesTheKnownResponse(string password, string response) =>
        RouterOsLogin.Respond(password, "856780b7411eefd3abadee2058c149a3").ShouldBe(response);

    [Theory]
    [InlineData("856780b7")]
    [InlineData("zz6780b7411eefd3abadee2058c149a3")]
    public void LegacyLogin_MalformedChallenge_GivesNoResponse(string challenge) =>
        RouterOsLogin.Respond("x", challenge).ShouldBeNull();

    [Fact]
    public void ReplySentence_TagBeforeTheAttributes_IsFound()
    {
        var reply = Parse("!re", ".tag=42", "=name=x");
        reply.Tag.ShouldBe(42u);
        reply.ToRow().Values.ShouldBe(new Dictionary<string, string> { ["name"] = "x" });
    }

    [Theory]
    [InlineData(".tag=x")]
    [InlineData(".tag=")]
    [InlineData(".tag=99999999999")]
    [InlineData(".tag=1 ")]
    public void ReplySentence_TagThatIsNoneOfOurs_IsTaggedWithoutNumber(string tag)
    {
        var reply = Parse("!re", tag);
        reply.IsTagged.ShouldBeTrue();
        reply.Tag.ShouldBeNull();
    }

    [Fact]
    public void ReplySentence_ValueThatIsNotUtf8_IsShownAndItsBytesKept()
    {
        byte[] comment = [.. "=comment="u8, 0xAF, (byte)'x'];
        var row = ReplySentence.Parse(["!re"u8.ToArray(), "=name=ok"u8.ToArray(), comment]).ToRow();

        row["comment"].ShouldBe("¯x");
        row.IsLossy.ShouldBeTrue();
        row.RawBytes("comment")!.Value.ToArray().ShouldBe([0xAF, (byte)'x']);
        row.RawBytes("name").ShouldBeNull();
    }

    private static ReplySentence Parse(params string[] words) =>
        ReplySentence.Parse([.. words.Select(w => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(w))]);
}
