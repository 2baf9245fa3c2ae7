using System.Buffers;
using System.IO.Pipelines;
using MikrotikBilling.Core.Routers.RouterOs.Wire;

namespace MikrotikBilling.Tests.Routers.RouterOs;

public class SentenceReaderTests
{
    private const string AddUser =
        "142f69702f686f7473706f742f757365722f6164640e3d6e616d653dc5bbc3b3c582c487183d636f6d6d656e743de0a6ace0a6bee0a682e0a6b2e0a6be00";

    [Fact]
    public async Task ReadAsync_BytesSplitAnywhere_YieldsTheSameSentence()
    {
        var bytes = Convert.FromHexString(AddUser + "00" + "0621656d707479062e7461673d3700");
        for (var split = 0; split <= bytes.Length; split++)
        {
            var pipe = new Pipe();
            var reader = new SentenceReader(pipe.Reader);
            await pipe.Writer.WriteAsync(bytes.AsMemory(0, split));
            var first = reader.ReadAsync(CancellationToken.None);
            await pipe.Writer.WriteAsync(bytes.AsMemory(split));
            await pipe.Writer.CompleteAsync();

            (await first)!.Select(w => WireText.Decode(w.Span)).ShouldBe(["/ip/hotspot/user/add", "=name=Żółć", "=comment=বাংলা"]);
            (await reader.ReadAsync(CancellationToken.None))!.Select(w => WireText.Decode(w.Span)).ShouldBe(["!empty", ".tag=7"]);
            (await reader.ReadAsync(CancellationToken.None)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task ReadAsync_StreamEndsInsideASentence_Throws()
    {
        var bytes = Convert.FromHexString(AddUser);
        for (var length = 1; length < bytes.Length; length++)
        {
            var reader = new SentenceReader(PipeReader.Create(new ReadOnlySequence<byte>(bytes, 0, length)));
            await Should.ThrowAsync<EndOfStreamException>(async () => await reader.ReadAsync(CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("F1")]
    [InlineData("F8")]
    [InlineData("FF")]
    [InlineData("F0FFFFFFFF")]
    [InlineData("E1000001")]
    public async Task ReadAsync_ReservedByteOrHugeWord_IsAProtocolError(string hex)
    {
        var reader = new SentenceReader(PipeReader.Create(new ReadOnlySequence<byte>(Convert.FromHexString(hex))));
        await Should.ThrowAsync<WireFormatException>(async () => await reader.ReadAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(0u, "00")]
    [InlineData(127u, "7f")]
    [InlineData(128u, "8080")]
    [InlineData(300u, "812c")]
    [InlineData(16383u, "bfff")]
    [InlineData(16384u, "c04000")]
    [InlineData(2097151u, "dfffff")]
    [InlineData(2097152u, "e0200000")]
    [InlineData(268435455u, "efffffff")]
    [InlineData(268435456u, "f010000000")]
    [InlineData(2147483647u, "f07fffffff")]
    [InlineData(1u, "01")]
    [InlineData(129u, "8081")]
    [InlineData(255u, "80ff")]
    [InlineData(256u, "8100")]
    [InlineData(8191u, "9fff")]
    [InlineData(8192u, "a000")]
    [InlineData(65535u, "c0ffff")]
    [InlineData(65536u, "c10000")]
    [InlineData(1000000u, "cf4240")]
    [InlineData(16777216u, "e1000000")]
    public void WordLength_EachStep_IsWrittenAndReadBack(uint length, string hex)
    {
        var output = new ArrayBufferWriter<byte>();
        WordLength.Write(output, length);
        Convert.ToHexStringLower(output.WrittenSpan).ShouldBe(hex);

        var reader = new SequenceReader<byte>(new ReadOnlySequence<byte>(output.WrittenMemory));
        WordLength.TryRead(ref reader, out var read).ShouldBeTrue();
        read.ShouldBe(length);
    }

    [Fact]
    public void WireText_BytesThatAreNotUtf8_AreDecodedAndReportedLossy()
    {
        WireText.Decode([0xC6, 0xFF, (byte)'a'], out var lossy).ShouldBe("Æÿa");
        lossy.ShouldBeTrue();
    }
}
